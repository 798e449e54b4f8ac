package io.robustmq.conformance.architecture.planted.storage;

import io.robustmq.conformance.architecture.planted.server.Wiring;

/** Counter-example: knows a module above its own. */
public abstract class UsesServer {
    abstract Wiring wiring();
}
