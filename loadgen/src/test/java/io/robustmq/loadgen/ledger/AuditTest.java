package io.robustmq.loadgen.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ledgers of a few lines, the time of each its number in milliseconds. */
class AuditTest {
    private final List<Entry> ledger = new ArrayList<>();

    @Test
    void shouldFindNothingWhereEverybodyReadEverything() {
        write("r0 subscribed - x/#", "a0 subscribed - x/#");
        write("p0 invoke p0/q1/1 1", "r0 read p0/q1/1 1", "p0 ok p0/q1/1 1");
        write("p0 invoke p0/q2/1 2", "p0 ok p0/q2/1 2", "r0 read p0/q2/1 2");
        write("a0 read p0/q1/1 1", "a0 read p0/q2/1 2", "p0 invoke p0/q1/2 3");

        Audit audit = audit(0);

        assertThat(violations(audit)).containsOnly(0L);
    }

    /** The negative control: an acknowledgement that the ledger alone knows of. */
    @Test
    void shouldMissWhatWasAcknowledgedAndNotReadByEachAudience() {
        write("r0 subscribed - x/#", "a0 subscribed - x/#");
        write("p0 invoke p0/q1/1 1", "p0 ok p0/q1/1 1", "r0 read p0/q1/1 1");

        Audit audit = audit(0);

        assertThat(audit.lost()).isEqualTo(1);
    }

    @Test
    void shouldTakeAGroupAsOneAudienceWithoutOrder() {
        write("g0 subscribed - $share/g/x/#", "g1 subscribed - $share/g/x/#");
        write("p0 invoke p0/q2/1 1", "p0 ok p0/q2/1 1", "p0 invoke p0/q2/2 2", "p0 ok p0/q2/2 2");
        write("g0 read p0/q2/2 1", "g1 read p0/q2/1 1");

        Audit audit = audit(0);

        assertThat(violations(audit)).containsOnly(0L);
        write("g1 read p0/q2/2 2");
        assertThat(audit(0).duplicated()).isEqualTo(1);
    }

    @Test
    void shouldAllowQos1TwiceAndQos2Once() {
        write("r0 subscribed - x/#", "p0 invoke p0/q1/1 1", "p0 invoke p0/q2/1 2");
        write("r0 read p0/q1/1 1", "r0 read p0/q1/1 1", "r0 read p0/q2/1 2", "r0 read p0/q2/1 3");

        Audit audit = audit(0);

        assertThat(audit.duplicated()).isEqualTo(1);
        assertThat(audit.reordered()).isZero();
    }

    @Test
    void shouldSeeOrderByFirstReadsOfOneTopic() {
        write("r0 subscribed - x/#");
        write("p0 invoke p0/q1/1 1", "p0 invoke p0/q1/2 2", "p0 invoke p0/q1/3 3");
        write("r0 read p0/q1/1 1", "r0 read p0/q1/3 1", "r0 read p0/q1/1 1", "r0 read p0/q1/2 1");

        Audit audit = audit(0);

        assertThat(audit.reordered()).isEqualTo(1);
    }

    @Test
    void shouldSeeWhatWasNeverSentOrWasRefused() {
        write("r0 subscribed - x/#", "p0 invoke p0/q1/1 1", "p0 refused p0/q1/1 1");
        write("r0 read p0/q1/1 1", "r0 read p0/q1/7 1");

        Audit audit = audit(0);

        assertThat(audit.phantom()).isEqualTo(2);
    }

    @Test
    void shouldWantTheLastAcknowledgedValueRetainedOrALaterOne() {
        write("p0 invoke p0/r1/1 1", "p0 ok p0/r1/1 1", "p0 invoke p0/r1/2 2", "p0 ok p0/r1/2 2");
        write("p1 invoke p1/r1/1 1", "p1 ok p1/r1/1 1", "p1 invoke p1/r1/2 2");
        write("v0 subscribed - x/+/r1", "v0 retained p0/r1/1 1", "v0 retained p1/r1/2 2");

        Audit audit = audit(0);

        assertThat(audit.stale()).isEqualTo(1);
    }

    @Test
    void shouldSeeSessionsThatAreGoneAndWrongBytes() {
        write("r0 connected - -", "r0 subscribed - x/#", "r0 session-lost - -", "r0 corrupt - 64");

        Audit audit = audit(0);

        assertThat(audit.sessionsLost()).isEqualTo(1);
        assertThat(audit.corrupt()).isEqualTo(1);
    }

    @Test
    void shouldExcuseOnlyWhatWasAcknowledgedJustBeforeACut() {
        write("r0 subscribed - x/#", "p0 invoke p0/q1/1 1", "p0 ok p0/q1/1 1"); // 0, 1, 2 ms
        write("p0 invoke p0/q1/2 2", "p0 ok p0/q1/2 2"); // 3, 4 ms
        write("script cutting - -", "script cut - -"); // 5, 6 ms

        Audit audit = audit(2);

        assertThat(audit.lost()).isEqualTo(1);
        assertThat(audit.excused()).isEqualTo(1);
    }

    @Test
    void shouldExcuseReadingAgainWhereTheExchangeEndedJustBeforeACut() {
        write("r0 subscribed - x/#", "p0 invoke p0/q2/1 1", "p0 invoke p0/q2/2 2"); // 0, 1, 2 ms
        write("r0 read p0/q2/1 1", "r0 read p0/q2/2 2"); // 3, 4 ms
        write("r0 release - 1", "r0 release - 2"); // 5, 6 ms
        write("script cutting - -", "script cut - -"); // 7, 8 ms
        write("r0 read p0/q2/1 1", "r0 read p0/q2/2 2");

        Audit audit = audit(1);

        assertThat(audit.duplicated()).isEqualTo(1);
        assertThat(audit.excused()).isEqualTo(1);
    }

    private void write(String... lines) {
        for (String line : lines) {
            ledger.add(Entry.parse(ledger.size() * 1_000L + " " + line));
        }
    }

    private Audit audit(long windowMs) {
        return Audit.of(ledger, Duration.ofMillis(windowMs));
    }

    private static List<Long> violations(Audit audit) {
        return List.of(
                audit.lost(),
                audit.duplicated(),
                audit.reordered(),
                audit.phantom(),
                audit.stale(),
                audit.corrupt(),
                audit.sessionsLost(),
                audit.excused());
    }
}
