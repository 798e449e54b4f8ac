package io.robustmq.loadgen.rig;

/** When a lane's publishers send: by window or by schedule. One per lane. */
interface Feed {
    /**
     * Lets publishers send what they may by now; bounded per call, so that reads are served.
     *
     * @return how many messages were sent
     */
    int feed(long nowNs);
}
