package io.robustmq.kernel.cores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfirmationsTest {
    private static final int TELL = 40;
    private static final int GIVE = 41;

    private final TellingCores cores = new TellingCores(3);
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldRunWhatWaitsWhenAllHaveTakenIt() {
        Broadcasts first = cores.broadcasts.get(0);
        long number = first.fence();
        first.whenTaken(number, () -> done.add("a"));
        first.whenTaken(number, () -> done.add("b"));

        cores.cycle(1);
        cores.cycle(0);
        assertThat(done).isEmpty();
        cores.cycle(2);
        cores.cycle(0);

        assertThat(done).containsExactly("a", "b");
        first.whenTaken(number, () -> done.add("at once"));
        assertThat(done).last().isEqualTo("at once");
    }

    @Test
    void shouldSpeakForEverythingSentBefore() {
        for (int core = 1; core < 3; core++) {
            int self = core;
            cores.node.links.get(core).on(TELL, (from, tag, b, at, n) -> done.add("told " + self));
            cores.node.post(0, core, TELL, 0, "");
        }
        Broadcasts first = cores.broadcasts.get(0);
        first.whenTaken(first.fence(), () -> done.add("fenced"));

        cores.cycleAll();
        cores.cycleAll();

        assertThat(done).containsExactly("told 1", "told 2", "fenced");
    }

    @Test
    void shouldConfirmWhatWasAppendedOnlyWhenItIsCommitted() {
        cores.confirmations.get(1).onTold(TELL, (from, tag, b, at, n) -> cores.append(1));
        cores.journals.get(1).held = true;
        long number = tell(1);
        cores.cycle(1);
        cores.cycle(1);
        cores.cycle(0);
        assertThat(isTaken(number)).isFalse();

        cores.journals.get(1).held = false;
        cores.cycle(1);
        cores.cycle(0);

        assertThat(isTaken(number)).isTrue();
    }

    @Test
    void shouldAskOnlyTheCoresItWasSentTo() {
        cores.confirmations.get(1).onTold(TELL, (from, tag, b, at, n) -> {});
        long number = tell(1);
        assertThat(isTaken(number)).isFalse();

        cores.cycle(1);
        cores.cycle(0);

        assertThat(isTaken(number)).isTrue();
    }

    @Test
    void shouldKeepWaitingForAnOlderNumberWhileNewOnesFollow() {
        cores.confirmations.get(1).onTold(TELL, (from, tag, b, at, n) -> {});
        cores.confirmations.get(2).onTold(TELL, (from, tag, b, at, n) -> {});
        long older = tell(2);
        tell(1);
        cores.cycle(1);
        cores.cycle(0);
        assertThat(isTaken(older)).isFalse();

        cores.cycle(2);
        tell(2); // under way, and of no concern
        cores.cycle(0);

        assertThat(isTaken(older)).isTrue();
        assertThat(isTaken(cores.confirmations.get(0).last())).isFalse();
    }

    @Test
    void shouldConfirmWhatWasPassedOnOnlyWhenThatIsConfirmed() { // 0 tells 1, 1 gives 2
        cores.confirmations
                .get(1)
                .onTold(
                        TELL,
                        (from, tag, b, at, n) -> {
                            long passed = cores.confirmations.get(1).next();
                            cores.confirmations.get(1).given(2, passed);
                            cores.node.post(1, 2, GIVE, passed, "");
                        });
        cores.confirmations.get(2).onGiven(GIVE, (from, tag, b, at, n) -> cores.append(2));
        cores.journals.get(2).held = true;
        long number = tell(1);
        for (int i = 0; i < 5; i++) {
            cores.cycleAll();
        }
        assertThat(isTaken(number)).isFalse();

        cores.journals.get(2).held = false;
        for (int i = 0; i < 5; i++) {
            cores.cycleAll();
        }

        assertThat(isTaken(number)).isTrue();
    }

    @Test
    void shouldWaitForWhatCameBackAndWasGivenAgain() { // 0 gives 1, which returns it; 0 gives 2
        Confirmations first = cores.confirmations.get(0);
        cores.confirmations
                .get(1)
                .onGiven(GIVE, (from, tag, b, at, n) -> cores.node.post(1, 0, TELL, 0, ""));
        cores.node
                .links
                .get(0)
                .on(
                        TELL,
                        (from, tag, b, at, n) -> {
                            give(2);
                            first.givenAgain();
                        });
        cores.confirmations.get(2).onGiven(GIVE, (from, tag, b, at, n) -> cores.append(2));
        long number = give(1);
        give(2);
        cores.cycle(2);
        cores.cycle(0); // the second is confirmed
        cores.journals.get(2).held = true;
        for (int i = 0; i < 5; i++) {
            cores.cycleAll();
        }
        assertThat(isTaken(number)).isFalse();

        cores.journals.get(2).held = false;
        for (int i = 0; i < 5; i++) {
            cores.cycleAll();
        }

        assertThat(isTaken(number)).isTrue();
        assertThat(isTaken(first.last())).isTrue();
    }

    private long give(int core) {
        long number = cores.confirmations.get(0).next();
        cores.node.post(0, core, GIVE, number, "");
        cores.confirmations.get(0).given(core, number);
        return number;
    }

    @Test
    void shouldConfirmABatchOnce() {
        cores.confirmations.get(1).onTold(TELL, (from, tag, b, at, n) -> {});
        for (int i = 0; i < 10; i++) {
            tell(1);
        }

        cores.cycle(1);

        assertThat(cores.node.links.get(0).drain()).isOne();
    }

    @Test
    void shouldConfirmNothingWithoutANumber() {
        cores.confirmations.get(1).onTold(TELL, (from, tag, b, at, n) -> done.add("heard"));
        cores.node.post(0, 1, TELL, 0, "");

        cores.cycle(1);

        assertThat(done).containsExactly("heard");
        assertThat(cores.node.links.get(0).drain()).isZero();
    }

    private long tell(int core) {
        long number = cores.confirmations.get(0).next();
        cores.node.post(0, core, TELL, number, "");
        cores.confirmations.get(0).told(core, number);
        return number;
    }

    private boolean isTaken(long number) {
        return cores.confirmations.get(0).isTaken(number);
    }
}
