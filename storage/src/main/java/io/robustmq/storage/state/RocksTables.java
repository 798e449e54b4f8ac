package io.robustmq.storage.state;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.Filter;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** One open database and the native memory that belongs to it. */
final class RocksTables implements AutoCloseable {
    private static final int FILTER_BITS_PER_KEY = 10;

    /** Background threads: one flush, one compaction. */
    private static final int BACKGROUND_JOBS = 2;

    /** Few threads read: one part, so that no block is too large for it. */
    private static final int CACHE_SHARD_BITS = 0;

    private static final int OPEN_FILES_MAX = 256;
    private static final int INFO_LOGS = 2;
    private static final long READ_AHEAD_BYTES = 2 << 20;

    private final Cache cache;
    private final Filter filter;
    private final Options options;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
    private final FlushOptions flushOptions = new FlushOptions().setWaitForFlush(true);
    private final ReadOptions readOptions = new ReadOptions();
    private final RocksDB db;

    /** Reads one range. */
    interface Range {
        void read(RocksIterator iterator);
    }

    private RocksTables(Path directory, RocksConfig config, boolean isNew) throws RocksDBException {
        cache = new LRUCache(config.blockCacheBytes(), CACHE_SHARD_BITS);
        filter = new BloomFilter(FILTER_BITS_PER_KEY);
        options = options(config, isNew);
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            closeOptions();
            throw e;
        }
    }

    static RocksTables open(Path directory, RocksConfig config, boolean isNew)
            throws RocksDBException {
        RocksDB.loadLibrary();
        return new RocksTables(directory, config, isNew);
    }

    private Options options(RocksConfig config, boolean isNew) {
        return new Options()
                .setCreateIfMissing(isNew)
                .setErrorIfExists(isNew)
                .setAtomicFlush(true)
                .setAvoidFlushDuringShutdown(true)
                .setWriteBufferSize(config.writeBufferBytes())
                .setMaxWriteBufferNumber(2)
                .setMaxBackgroundJobs(BACKGROUND_JOBS)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(INFO_LOGS)
                .setStatsDumpPeriodSec(0)
                .setTableFormatConfig(
                        new BlockBasedTableConfig()
                                .setBlockCache(cache)
                                .setFilterPolicy(filter)
                                .setIndexType(IndexType.kTwoLevelIndexSearch)
                                .setPartitionFilters(true)
                                .setCacheIndexAndFilterBlocks(true)
                                .setPinTopLevelIndexAndFilter(true));
    }

    /**
     * Reads all that is there once.
     *
     * @throws RocksDBException when something is not as it was written
     */
    void verify() throws RocksDBException {
        db.verifyChecksum();
    }

    void write(WriteBatch batch) throws RocksDBException {
        db.write(writeOptions, batch);
    }

    void flush() throws RocksDBException {
        db.flush(flushOptions);
    }

    /** Leaves what was flushed in a directory of its own, whole or not at all. */
    void checkpoint(Path directory) throws RocksDBException {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(directory.toString());
        }
    }

    /**
     * @param value gets what fits, from its beginning on
     * @return the value's length; −1 when there is none
     */
    int get(ByteBuffer key, ByteBuffer value) throws RocksDBException {
        int length = db.get(readOptions, key, value);
        return length == RocksDB.NOT_FOUND ? StateStore.ABSENT : length;
    }

    /** What is read once does not displace what is read often. */
    void forEach(ByteBuffer from, byte[] behind, Range range) throws RocksDBException {
        try (Slice bound = new Slice(behind);
                ReadOptions scan =
                        new ReadOptions()
                                .setIterateUpperBound(bound)
                                .setFillCache(false)
                                .setReadaheadSize(READ_AHEAD_BYTES);
                RocksIterator iterator = db.newIterator(scan)) {
            iterator.seek(from);
            range.read(iterator);
            iterator.status();
        }
    }

    @Override
    public void close() {
        db.close();
        closeOptions();
    }

    private void closeOptions() {
        readOptions.close();
        flushOptions.close();
        writeOptions.close();
        options.close();
        filter.close();
        cache.close();
    }
}
