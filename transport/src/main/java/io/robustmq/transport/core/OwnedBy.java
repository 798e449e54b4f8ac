package io.robustmq.transport.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the one thread that may touch a mutable class; every other thread goes through a proxy. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface OwnedBy {
    /** The class whose thread owns the annotated one. */
    Class<?> value();
}
