package io.robustmq.conformance.architecture;

import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Classes that several threads touch, by what shows in them: state in a {@code …concurrent}
 * package, a volatile field, an atomic, a queue or map for threads, or a synchronized method.
 * Classes inside others count as these. Records and enums hold nothing that changes.
 */
final class SharedClasses {
    private static final String ATOMICS = "java.util.concurrent.atomic.";
    private static final Set<String> FOR_THREADS =
            Set.of(
                    "java.util.concurrent.ConcurrentHashMap",
                    "java.lang.invoke.VarHandle",
                    "org.agrona.concurrent.AtomicBuffer",
                    "org.agrona.concurrent.ringbuffer.RingBuffer");

    private SharedClasses() {}

    /** Names of the outermost classes. */
    static Set<String> in(JavaClasses classes, Predicate<String> isOurs) {
        return classes.stream()
                .filter(SharedClasses::isShared)
                .map(SharedClasses::outermost)
                .filter(isOurs)
                .collect(toCollection(TreeSet::new));
    }

    private static boolean isShared(JavaClass each) {
        if (each.isInterface() || each.isRecord() || each.isEnum()) {
            return false;
        }
        boolean hasState = each.getFields().stream().anyMatch(SharedClasses::isOfAnObject);
        return each.getPackageName().endsWith(".concurrent") && hasState
                || each.getFields().stream().anyMatch(SharedClasses::isForThreads)
                || each.getMethods().stream()
                        .anyMatch(method ->
                                method.getModifiers().contains(JavaModifier.SYNCHRONIZED));
    }

    private static boolean isOfAnObject(JavaField field) {
        return !field.getModifiers().contains(JavaModifier.STATIC);
    }

    private static boolean isForThreads(JavaField field) {
        String type = field.getRawType().getBaseComponentType().getName();
        return field.getModifiers().contains(JavaModifier.VOLATILE)
                || type.startsWith(ATOMICS)
                || type.startsWith("org.jctools.queues.")
                || type.endsWith("ConcurrentArrayQueue")
                || FOR_THREADS.contains(type);
    }

    private static String outermost(JavaClass each) {
        String name = each.getName();
        int inside = name.indexOf('$');
        return inside < 0 ? name : name.substring(0, inside);
    }
}
