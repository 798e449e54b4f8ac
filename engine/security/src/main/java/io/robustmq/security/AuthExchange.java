package io.robustmq.security;

/** The server's side of one exchange. Owned by the connection's core; neither blocks nor waits. */
public interface AuthExchange {
    /**
     * @param clientData Authentication Data of CONNECT or AUTH; empty when there was none
     */
    Step onClientData(byte[] clientData);

    /** What the server does next. Nothing follows Done or Failed. */
    sealed interface Step {
        /** AUTH with reason 0x18 and this data. */
        record Continue(byte[] serverData) implements Step {}

        /** CONNACK or AUTH with reason 0x00 and this data. */
        record Done(byte[] serverData, Verdict.Admitted admitted) implements Step {}

        /** The connection is refused. */
        record Failed(Verdict.Refused reason) implements Step {}
    }
}
