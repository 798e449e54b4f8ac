package io.robustmq.conformance.statements;

import static io.robustmq.conformance.statements.NormativeStatement.Side.BOTH;
import static io.robustmq.conformance.statements.NormativeStatement.Side.CLIENT;
import static io.robustmq.conformance.statements.NormativeStatement.Side.SERVER;
import static io.robustmq.conformance.statements.NormativeStatement.Side.UNTESTABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.robustmq.conformance.broker.Repository;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each MUST that binds a server has a test that cites it. */
class StatementCoverageTest {
    @Test
    void shouldHaveATestForEveryStatementThatBindsTheServer() {
        Map<String, NormativeStatement> statements = NormativeStatements.all();
        Set<String> cited = new TreeSet<>(Citations.annotated("io.robustmq.conformance"));
        cited.addAll(
                Citations.commented(
                        Repository.root().resolve("codec/src/test"), statements.keySet()));
        cited.addAll(
                Citations.commented(
                        Repository.root().resolve("transport/src/test"), statements.keySet()));
        cited.remove("MQTT5:0.0.0-0"); // Planted below.
        Set<String> open = new LinkedHashSet<>(NormativeStatements.lines("/not-yet-covered.tsv"));

        StatementCoverage coverage = StatementCoverage.of(statements.values(), cited, open);

        open.forEach(id -> System.out.println("not yet covered: " + id));
        assertThat(coverage.uncited()).as("statements without a test").isEmpty();
        assertThat(coverage.unknown()).as("citations of what is in no list").isEmpty();
        assertThat(coverage.closed()).as("listed as not yet covered, but covered").isEmpty();
    }

    @Test
    void shouldReportAGap() {
        List<NormativeStatement> statements =
                List.of(
                        new NormativeStatement("MQTT5:1.0.0-1", SERVER, "cited"),
                        new NormativeStatement("MQTT5:1.0.0-2", BOTH, "the gap"),
                        new NormativeStatement("MQTT5:1.0.0-3", CLIENT, "the client's"),
                        new NormativeStatement("MQTT5:1.0.0-4", UNTESTABLE, "not from outside"),
                        new NormativeStatement("MQTT5:1.0.0-5", SERVER, "known to be open"),
                        new NormativeStatement("MQTT5:1.0.0-6", SERVER, "no longer open"));
        Set<String> cited = Set.of("MQTT5:1.0.0-1", "MQTT5:1.0.0-6", "MQTT5:9.9.9-9");
        Set<String> open = Set.of("MQTT5:1.0.0-5", "MQTT5:1.0.0-6");

        StatementCoverage coverage = StatementCoverage.of(statements, cited, open);

        assertThat(coverage.uncited()).containsExactly("MQTT5:1.0.0-2");
        assertThat(coverage.unknown()).containsExactly("MQTT5:9.9.9-9");
        assertThat(coverage.closed()).containsExactly("MQTT5:1.0.0-6");
    }

    @Test
    void shouldReadCitationsFromAnnotationsAndComments() {
        assertThat(Citations.annotated(new ClassFileImporter().importClass(Planted.class)))
                .containsExactly("MQTT5:0.0.0-0");
        Set<String> listed = Set.of("MQTT5:1.5.4-1", "MQTT311:1.5.4-1", "MQTT311:1.5.3-1");
        String comments = "// [MQTT-1.5.4-1] [MQTT-1.5.3-1] [MQTT311-1.5.4-1] [MQTT-9.9.9-9]";
        assertThat(Citations.commented("@Test void a() {} " + comments, listed))
                .containsExactly(
                        "MQTT311:1.5.3-1", "MQTT311:1.5.4-1", "MQTT5:1.5.4-1", "MQTT5:9.9.9-9");
        assertThat(Citations.commented("void a() {} " + comments, listed)).isEmpty();
    }

    private static final class Planted {
        @Statement("MQTT5:0.0.0-0")
        void planted() {}
    }
}
