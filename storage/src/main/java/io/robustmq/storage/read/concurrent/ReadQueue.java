package io.robustmq.storage.read.concurrent;

import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Tasks from all cores to the read threads and back, without locks. A core has a bounded number
 * under way, so that the way back always has room.
 */
public final class ReadQueue {
    private final ManyToManyConcurrentArrayQueue<ReadTask> waiting;
    private final ManyToOneConcurrentArrayQueue<ReadTask>[] done;
    private final int[] underWay;
    private final int perCoreMax;
    private final Runnable[] wakeCores;
    private volatile Runnable wakeReaders = () -> {};

    /**
     * @param queueMax tasks of all cores that wait for a thread
     * @param perCoreMax tasks of one core that wait, are read, or are on their way back
     * @param wakeCores by core: run by a read thread when a task is done
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public ReadQueue(int queueMax, int perCoreMax, Runnable[] wakeCores) {
        this.waiting = new ManyToManyConcurrentArrayQueue<>(Math.max(2, queueMax));
        this.done = new ManyToOneConcurrentArrayQueue[wakeCores.length];
        for (int core = 0; core < done.length; core++) {
            done[core] = new ManyToOneConcurrentArrayQueue<>(Math.max(2, perCoreMax));
        }
        this.underWay = new int[wakeCores.length];
        this.perCoreMax = perCoreMax;
        this.wakeCores = wakeCores.clone();
    }

    /** Before the first submission: run by a core when a task waits. */
    public void onWaiting(Runnable wake) {
        wakeReaders = wake;
    }

    /**
     * The core's thread.
     *
     * @return false when too much is under way: the task stays the caller's
     */
    public boolean trySubmit(int core, ReadTask task) {
        assert !task.isUnderWay();
        if (underWay[core] == perCoreMax) {
            return false;
        }
        task.submitted(core);
        if (!waiting.offer(task)) {
            task.notSubmitted();
            return false;
        }
        underWay[core]++;
        wakeReaders.run();
        return true;
    }

    /**
     * The core's thread, once a cycle: takes back what is done.
     *
     * @return tasks taken back
     */
    public int drain(int core) {
        int count = 0;
        for (ReadTask task = done[core].poll(); task != null; task = done[core].poll()) {
            underWay[core]--;
            task.done();
            count++;
        }
        return count;
    }

    /** The core's thread. */
    public int underWay(int core) {
        return underWay[core];
    }

    /**
     * A read thread, or a simulator: runs one task.
     *
     * @return false when none waits
     */
    public boolean runOne() {
        ReadTask task = waiting.poll();
        if (task == null) {
            return false;
        }
        task.run();
        int core = task.core();
        if (!done[core].offer(task)) {
            throw new IllegalStateException("more reads are done than core " + core + " began");
        }
        wakeCores[core].run();
        return true;
    }

    /** Any thread. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }
}
