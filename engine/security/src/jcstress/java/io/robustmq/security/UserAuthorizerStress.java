package io.robustmq.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Who sees new grants sees them whole, and never the old ones after them. */
@JCStressTest
@Outcome(
        id = {"false, false", "false, true", "true, true"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "the old grants after the new ones")
@State
public class UserAuthorizerStress {
    private static final UnsafeBuffer TOPIC = new UnsafeBuffer("a/b".getBytes(US_ASCII));

    private final UserAuthorizer authorizer = new UserAuthorizer(Grants.NONE);

    @Actor
    public void reloader() {
        List<GrantFilter> all = List.of(new GrantFilter("a/#"));
        authorizer.replace(new Grants(all, List.of(), all, List.of()));
    }

    @Actor
    public void core(ZZ_Result may) {
        may.r1 = authorizer.mayPublish(TOPIC, 0, 3);
        may.r2 = authorizer.maySubscribe(TOPIC, 0, 3);
    }
}
