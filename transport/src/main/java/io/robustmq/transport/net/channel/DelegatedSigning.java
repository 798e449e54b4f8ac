package io.robustmq.transport.net.channel;

import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.net.ssl.SSLEngine;

/**
 * The one slow step of a server's handshake, as a task that the engine hands out instead of signing
 * on the core's thread: an RSA 2048 signature takes about a millisecond. Runs on {@link
 * KeyWorkers}.
 */
final class DelegatedSigning implements OpenSslPrivateKeyMethod {
    private final PrivateKey key;

    DelegatedSigning(PrivateKey key) {
        this.key = key;
    }

    @Override
    public byte[] sign(SSLEngine engine, int algorithm, byte[] input)
            throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(key);
        signature.update(input);
        return signature.sign();
    }

    /** RFC 8446 §4.2.3; in TLS 1.2 the same numbers. */
    private static Signature signature(int algorithm) throws GeneralSecurityException {
        if (algorithm == SSL_SIGN_RSA_PKCS1_SHA256) {
            return Signature.getInstance("SHA256withRSA");
        } else if (algorithm == SSL_SIGN_RSA_PKCS1_SHA384) {
            return Signature.getInstance("SHA384withRSA");
        } else if (algorithm == SSL_SIGN_RSA_PKCS1_SHA512) {
            return Signature.getInstance("SHA512withRSA");
        } else if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA256) {
            return pss("SHA-256", MGF1ParameterSpec.SHA256, 32);
        } else if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA384) {
            return pss("SHA-384", MGF1ParameterSpec.SHA384, 48);
        } else if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA512) {
            return pss("SHA-512", MGF1ParameterSpec.SHA512, 64);
        } else if (algorithm == SSL_SIGN_ECDSA_SECP256R1_SHA256) {
            return Signature.getInstance("SHA256withECDSA");
        } else if (algorithm == SSL_SIGN_ECDSA_SECP384R1_SHA384) {
            return Signature.getInstance("SHA384withECDSA");
        } else if (algorithm == SSL_SIGN_ECDSA_SECP521R1_SHA512) {
            return Signature.getInstance("SHA512withECDSA");
        }
        throw new InvalidKeyException("no signature algorithm " + Integer.toHexString(algorithm));
    }

    private static Signature pss(String digest, MGF1ParameterSpec mask, int saltBytes)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(
                new PSSParameterSpec(
                        digest, "MGF1", mask, saltBytes, PSSParameterSpec.TRAILER_FIELD_BC));
        return signature;
    }

    @Override
    public byte[] decrypt(SSLEngine engine, byte[] input) throws InvalidKeyException {
        throw new InvalidKeyException("key exchange by RSA is not offered");
    }
}
