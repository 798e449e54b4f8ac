package io.robustmq.transport.net;

/**
 * Certificates and rules of TLS 1.2/1.3 for an endpoint. Reloadable: new handshakes use what was
 * loaded last, open connections keep what they have.
 */
public interface TlsContext {}
