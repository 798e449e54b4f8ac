package io.robustmq.conformance.statements;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Statements against citations.
 *
 * @param uncited bind the server and no test cites them, nor are they known to be open
 * @param unknown cited, but in no list
 * @param closed known to be open although a test cites them: to be struck from the open ones
 */
record StatementCoverage(Set<String> uncited, Set<String> unknown, Set<String> closed) {

    static StatementCoverage of(
            Collection<NormativeStatement> statements, Set<String> cited, Set<String> open) {
        Set<String> binding =
                statements.stream()
                        .filter(NormativeStatement::bindsServer)
                        .map(NormativeStatement::id)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> listed =
                statements.stream().map(NormativeStatement::id).collect(Collectors.toSet());

        Set<String> uncited = new LinkedHashSet<>(binding);
        uncited.removeAll(cited);
        uncited.removeAll(open);
        Set<String> unknown = new TreeSet<>(cited);
        unknown.addAll(open);
        unknown.removeAll(listed);
        Set<String> closed = new TreeSet<>(open);
        closed.retainAll(cited);
        return new StatementCoverage(uncited, unknown, closed);
    }
}
