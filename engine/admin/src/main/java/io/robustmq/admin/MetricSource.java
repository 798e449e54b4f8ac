package io.robustmq.admin;

/** Something with numbers to show. Registered once; read at each scrape on the scrape's thread. */
public interface MetricSource {
    /** Reads its cells and writes them; must not wait for a core. */
    void writeTo(Exposition out);
}
