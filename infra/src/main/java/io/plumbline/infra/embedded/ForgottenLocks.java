package io.plumbline.infra.embedded;

import io.temporal.internal.testservice.TestServicesStarter;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.LinkedList;

/**
 * What the test server remembers of the locks of its clock: nothing. Its own list is for its diagnostics only; many locks are
 * never taken out of it, and each unlock searches it. After some thousand workflows that is most of what the server does.
 */
@SuppressWarnings("JdkObsolete") // the type of its field
final class ForgottenLocks extends LinkedList<Object> {

    private static final long serialVersionUID = 1;

    /**
     * Before the services are used.
     *
     * @throws IllegalStateException with a version of the library that keeps them elsewhere
     */
    static void in(TestServicesStarter services) {
        try {
            var timer = timer(services);
            field(timer, "lockEvents").set(timer, new ForgottenLocks());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This version of temporal-test-server keeps its locks elsewhere.", e);
        }
    }

    /** What these services remember. */
    static Collection<?> of(TestServicesStarter services) throws ReflectiveOperationException {
        var timer = timer(services);
        return (Collection<?>) field(timer, "lockEvents").get(timer);
    }

    private static Object timer(TestServicesStarter services) throws ReflectiveOperationException {
        return field(services, "selfAdvancingTimer").get(services);
    }

    private static Field field(Object of, String name) throws NoSuchFieldException {
        var field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @Override
    public boolean add(Object lock) {
        return true;
    }

    @Override
    public boolean remove(Object lock) {
        return true;
    }
}
