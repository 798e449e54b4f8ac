package io.robustmq.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Who may know whom: the arrows of ARCHITECTURE.md, which point down only, each as a rule with a
 * name.
 */
final class Arrows {
    /** What Kafka's compression wants to be called with. */
    private static final String COMPRESSION =
            "org\\.apache\\.kafka\\.common\\.(record\\.internal\\.CompressionType"
                    + "|utils\\.internals\\.(BufferSupplier|ByteBufferOutputStream))";

    private final String root;

    /** The arrows among the modules below this package. */
    Arrows(String root) {
        this.root = root;
    }

    Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("codec knows nothing of ours", onlyOwn("codec"));
        rules.put("transport knows nothing of ours", onlyOwn("transport"));
        rules.put("storage knows codec at most", onlyOwn("storage", "codec"));
        rules.put(
                "loadgen knows transport and codec at most",
                onlyOwn("loadgen", "transport", "codec"));
        rules.put(
                "kernel knows no protocol and no service",
                onlyOwn("kernel", "transport", "storage", "codec", "cluster"));
        rules.put("security stands on kernel", onlyOwn("security", "kernel", "codec"));
        rules.put("admin stands on kernel", onlyOwn("admin", "kernel", "security"));
        rules.put("mqtt knows no other protocol", protocol("mqtt", "kafka", "amqp"));
        rules.put("kafka knows no other protocol", protocol("kafka", "mqtt", "amqp"));
        rules.put("amqp knows no other protocol", protocol("amqp", "mqtt", "kafka"));
        rules.put("only server wires", onlyServerKnowsServer());
        rules.put(
                "Netty stays in transport and admin", staysIn("io.netty..", "transport", "admin"));
        rules.put("RocksDB stays in storage", staysIn("org.rocksdb..", "storage"));
        rules.put("Chronicle stays with the tools", staysIn("net.openhft..", "storage.inspect"));
        rules.put(
                "Kafka's classes stay with control requests and compression",
                staysIn(
                        "org.apache.kafka..",
                        "codec.kafka.control",
                        "codec.kafka.rewrite",
                        "kafka.control",
                        "kafka.group",
                        "loadgen.kafka.control"));
        rules.put("only Kafka's messages and compression are used", onlyKafkasMessages());
        rules.put(
                "only the command line maps files",
                noClasses()
                        .that()
                        .resideInAPackage(root + "..")
                        .and()
                        .resideOutsideOfPackages(in("storage.inspect"), in("server.cli"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(in("storage.inspect"))
                        .allowEmptyShould(true));
        rules.put("cores share nothing behind locks", noLocks());
        rules.put("cores have no synchronized methods", noSynchronizedMethods());
        return rules;
    }

    private ArchRule onlyOwn(String module, String... others) {
        String[] allowed = Arrays.copyOf(packages(others), others.length + 1);
        allowed[others.length] = in(module);
        return noClasses()
                .that()
                .resideInAPackage(in(module))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true);
    }

    private ArchRule protocol(String protocol, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(in(protocol))
                .and()
                .resideOutsideOfPackage(in("codec"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(others))
                .allowEmptyShould(true);
    }

    private ArchRule onlyServerKnowsServer() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(in("server"), in("conformance"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("server"))
                .allowEmptyShould(true);
    }

    private ArchRule staysIn(String library, String... modules) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(packages(modules))
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(library)
                .allowEmptyShould(true);
    }

    private ArchRule onlyKafkasMessages() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.apache.kafka..")
                                .and(
                                        not(
                                                resideInAnyPackage(
                                                        "org.apache.kafka.common",
                                                        "org.apache.kafka.common.message..",
                                                        "org.apache.kafka.common.protocol..",
                                                        "org.apache.kafka.common.compress")))
                                .and(not(nameMatching(COMPRESSION))))
                .allowEmptyShould(true);
    }

    private ArchRule noLocks() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("codec"), in("kernel"), in("mqtt"), in("kafka"))
                .and()
                .resideOutsideOfPackage("..concurrent..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Lock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ReadWriteLock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(StampedLock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(LockSupport.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ConcurrentHashMap.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(CompletableFuture.class)
                .allowEmptyShould(true);
    }

    private ArchRule noSynchronizedMethods() {
        return noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(in("codec"), in("kernel"), in("mqtt"), in("kafka"))
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .allowEmptyShould(true);
    }

    private String in(String module) {
        return root + "." + module + "..";
    }

    private String[] packages(String... modules) {
        return Arrays.stream(modules).map(this::in).toArray(String[]::new);
    }
}
