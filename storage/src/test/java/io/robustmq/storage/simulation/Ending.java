package io.robustmq.storage.simulation;

/** How a life of the process ends. */
enum Ending {
    ORDERLY,
    KILLED,
    POWER_CUT
}
