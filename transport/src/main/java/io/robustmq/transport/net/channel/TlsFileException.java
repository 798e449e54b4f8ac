package io.robustmq.transport.net.channel;

import java.io.IOException;
import java.nio.file.Path;

/** A certificate or key file that can't be used; the message names it and what is wrong with it. */
public final class TlsFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;

    TlsFileException(Path file, String what) {
        super(file + ": " + what);
        this.file = file.toString();
    }

    public Path file() {
        return Path.of(file);
    }
}
