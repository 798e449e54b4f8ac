package io.robustmq.conformance.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a test class's broker is configured with beyond the defaults: {@code path=value} each. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Settings {
    String[] value();

    /** Run before this broker is started. */
    Class<? extends Preparation> after() default Preparation.None.class;
}
