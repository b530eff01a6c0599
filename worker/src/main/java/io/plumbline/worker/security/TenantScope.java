package io.plumbline.worker.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Consumer;

/**
 * Says whose data an endpoint is about, where its address does not name the tenant. {@link TenantGate} keeps bound tokens
 * out of an endpoint that says nothing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface TenantScope {

    Scope value();

    /** What an endpoint may say. */
    enum Scope {
        /** the caller's own tenants: it takes the {@link Caller} and asks for no others */
        own(caller -> {}),
        allWorkspaces(Caller::requireAllWorkspaces),
        allOrganizations(Caller::requireAllOrganizations),
        /** what belongs to no tenant alone */
        company(Caller::requireWholeCompany),
        /** nobody's data, or that of one who signs what they send */
        open(caller -> {});

        private final Consumer<Caller> check;

        Scope(Consumer<Caller> check) {
            this.check = check;
        }

        void require(Caller caller) {
            check.accept(caller);
        }
    }
}
