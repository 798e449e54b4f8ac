// kafkajs against a broker: topics, records with keys, headers and without values, compression, a group of two members one behind
// the other, offsets, what is refused. Says what it did in a line; ends with 1 where something is not as it must be.
//   node round-trip.js SERVERS
'use strict';
const assert = require('node:assert/strict');
const { CompressionTypes, ConfigResourceTypes, Kafka, logLevel } = require('kafkajs');

const RECORDS = 200;
const topic = `kafkajs-${process.pid}`;
const groupId = `${topic}-group`;
const kafka = new Kafka({ clientId: 'round-trip', brokers: process.argv[2].split(','), logLevel: logLevel.NOTHING });
const key = i => `k${String(i).padStart(4, '0')}`;

async function makeTopic(admin) {
    assert.equal(await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }), true);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    assert.deepEqual(topics[0].partitions.map(partition => partition.partitionId).sort(), [0, 1]);
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] }];
    assert.equal((await admin.describeConfigs({ resources, includeSynonyms: false })).resources[0].configEntries[0].configValue, '604800000');
    await assert.rejects(admin.createTopics({ topics: [{ topic: 'no/such', numPartitions: 1 }] }),
        refusal => refusal.errors[0].type === 'INVALID_TOPIC_EXCEPTION');
}

// Every other record has no value, all a header; as many compressed as not, all in order.
async function produce() {
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    for (const [from, compression] of [[0, CompressionTypes.None], [RECORDS / 2, CompressionTypes.GZIP]]) {
        const messages = Array.from({ length: RECORDS / 2 }, (_, i) => ({
            partition: 0, key: key(from + i), value: i % 2 ? null : `v${from + i}`, headers: { n: `h${from + i}` },
        }));
        const [kept] = await producer.send({ topic, acks: -1, compression, messages });
        assert.equal(kept.baseOffset, String(from));
    }
    await producer.disconnect();
}

// Reads so many as a member of the group, which commits behind each batch.
async function read(count) {
    const consumer = kafka.consumer({ groupId });
    const records = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise((resolve, reject) => {
        consumer.on(consumer.events.CRASH, event => reject(event.payload.error));
        consumer.run({
            eachMessage: async ({ partition, message }) => {
                assert.equal(partition, 0);
                if (records.length < count) {
                    records.push(message);
                }
                if (records.length === count) {
                    resolve();
                }
            },
        }).catch(reject);
    });
    await consumer.disconnect();
    return records;
}

async function main() {
    const admin = kafka.admin();
    await admin.connect();
    await makeTopic(admin);
    await produce();

    const records = await read(RECORDS);
    records.forEach((record, i) => {
        assert.equal(record.offset, String(i));
        assert.equal(record.key.toString(), key(i));
        assert.equal(record.value === null ? null : record.value.toString(), i % 2 ? null : `v${i}`);
        assert.equal(record.headers.n.toString(), `h${i}`);
    });
    const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] });
    assert.equal(partitions.find(({ partition }) => partition === 0).offset, String(RECORDS));
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: String(RECORDS - 10) }] });
    assert.deepEqual((await read(10)).map(record => record.offset), records.slice(-10).map(record => record.offset));

    assert.equal((await admin.describeGroups([groupId])).groups[0].state, 'Empty');
    await admin.deleteGroups([groupId]);
    const ends = await admin.fetchTopicOffsets(topic);
    assert.equal(ends.find(({ partition }) => partition === 0).high, String(RECORDS));
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '50' }] });
    assert.equal((await admin.fetchTopicOffsets(topic)).find(({ partition }) => partition === 0).low, '50');
    await admin.deleteTopics({ topics: [topic] });
    const untilMs = Date.now() + 20000;
    while ((await admin.listTopics()).includes(topic)) { // another broker may hear of it a moment later
        assert.ok(Date.now() < untilMs, 'deleted in time');
    }
    await admin.disconnect();
    console.log(`kafkajs ${require('kafkajs/package.json').version}: ${RECORDS} records`);
}

main().catch(error => {
    console.error(error);
    process.exit(1);
});
