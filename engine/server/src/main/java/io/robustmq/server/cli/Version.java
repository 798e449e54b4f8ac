package io.robustmq.server.cli;

/** The version in the jar's manifest. */
public final class Version {
    private Version() {}

    /** "development" when the classes don't come from a jar. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
