package io.robustmq.conformance.kafka.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A ledger finds what is wrong: each kind of it is planted once. */
class AuditTest {
    private static final List<String> SENT =
            List.of(
                    "1 p0 invoke p0/0/0 -",
                    "2 p0 invoke p0/0/1 -",
                    "3 p0 invoke p0/0/2 -",
                    "4 p0 ok p0/0/0 0",
                    "5 p0 ok p0/0/1 1",
                    "6 r0 read 0/0 p0/0/0",
                    "7 r0 read 0/1 p0/0/1",
                    "8 r0 committed 0 2",
                    "9 script cutting - -");

    private static Audit audit(long keptOffset, String... held) {
        return Audit.of(
                SENT.stream().map(Entry::parse).toList(),
                Map.of(0, List.of(held)),
                Map.of(0, keptOffset));
    }

    @Test
    void shouldFindNothingWrongWhereNothingIs() {
        Audit withoutTheLast = audit(2, "p0/0/0", "p0/0/1");
        Audit withTheLast = audit(2, "p0/0/0", "p0/0/1", "p0/0/2");

        assertThat(withoutTheLast.isClean()).isTrue();
        assertThat(withTheLast.isClean()).isTrue();
        assertThat(withTheLast.counts()).startsWith("acked 2, failed 0, read 2, lost 0, ");
    }

    @Test
    void shouldFindWhatIsLostAndTakenBack() {
        Audit audit = audit(2, "p0/0/0");

        assertThat(audit.count("lost")).isEqualTo(1);
        assertThat(audit.count("taken_back")).isEqualTo(1);
        assertThat(audit.examples()).anyMatch(example -> example.contains("lost p0/0/1"));
        assertThat(audit.isClean()).isFalse();
    }

    @Test
    void shouldFindWhatIsAtAnotherOffsetThanAcknowledged() {
        Audit audit = audit(2, "p0/0/0", "p0/0/2", "p0/0/1");

        assertThat(audit.count("lost")).isEqualTo(1);
        assertThat(audit.count("reordered")).isEqualTo(1);
    }

    @Test
    void shouldFindDuplicatesAndPhantoms() {
        Audit audit = audit(2, "p0/0/0", "p0/0/1", "p0/0/1", "p1/0/0");

        assertThat(audit.count("duplicated")).isEqualTo(1);
        assertThat(audit.count("phantom")).isEqualTo(1);
    }

    @Test
    void shouldFindWhatAGroupSkippedOrForgot() {
        Audit skipping = audit(3, "p0/0/0", "p0/0/1", "p0/0/2");
        Audit forgetting = audit(1, "p0/0/0", "p0/0/1");

        assertThat(skipping.count("skipped")).isEqualTo(1);
        assertThat(forgetting.count("forgotten")).isEqualTo(1);
    }
}
