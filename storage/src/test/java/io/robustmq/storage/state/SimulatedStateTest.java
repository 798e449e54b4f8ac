package io.robustmq.storage.state;

import java.util.Random;

class SimulatedStateTest extends StateStoreContract {
    private final SimulatedState state = new SimulatedState(new Random(1), SHARDS);

    @Override
    StateStore store() {
        return state;
    }

    @Override
    void reopen() {
        state.loseUnflushed();
    }
}
