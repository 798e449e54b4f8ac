package io.robustmq.storage.queue.concurrent;

import java.io.IOException;

/** Reads pages from the tables. The reading thread's. */
public interface PageFiller {
    /** Fills a page that asks for rows which are in the tables. */
    void fill(Page page) throws IOException;
}
