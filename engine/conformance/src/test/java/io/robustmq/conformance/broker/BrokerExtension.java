package io.robustmq.conformance.broker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Gives test classes their {@link TestBroker}. Classes with equal {@link Settings} share one,
 * started with the first of them and stopped after the last test of all; so tests use {@link Names}
 * nobody else uses.
 */
public final class BrokerExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace BROKERS =
            ExtensionContext.Namespace.create(BrokerExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestBroker.class;
    }

    @Override
    public TestBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Settings settings = context.getRequiredTestClass().getAnnotation(Settings.class);
        List<String> wanted = settings == null ? List.of() : List.of(settings.value());
        return context.getRoot()
                .getStore(BROKERS)
                .computeIfAbsent(wanted, key -> start(key, settings), TestBroker.class);
    }

    private static TestBroker start(List<String> wanted, @Nullable Settings settings) {
        if (settings != null) {
            ReflectionSupport.newInstance(settings.after()).prepare();
        }
        return TestBroker.with(wanted);
    }
}
