package io.plumbline.worker.health;

import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.worker.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.thymeleaf.context.LazyContextVariable;

/** What every page of the dashboard knows: who looks at it, when it was made, and how many failures wait. */
@ControllerAdvice(
        basePackages = {
            "io.plumbline.worker.health",
            "io.plumbline.worker.failures",
            "io.plumbline.worker.federation",
            "io.plumbline.worker.products",
            "io.plumbline.worker.runs"
        })
class PageModel {

    private final SyncFailureRepository failures;
    private final InstantSource clock;

    PageModel(SyncFailureRepository failures, InstantSource clock) {
        this.failures = failures;
        this.clock = clock;
    }

    /**
     * @param operator may act; others only look
     * @param allWorkspaces is bound to none
     * @param allOrganizations the same of organisations
     * @param wholeCompany is bound to no tenant at all
     */
    record Me(String name, boolean operator, boolean allWorkspaces, boolean allOrganizations, boolean wholeCompany) {}

    /** Null for a webhook: it has the package of a page, and nobody's token. */
    @ModelAttribute("me")
    @Nullable
    Me me(@Nullable Caller caller, HttpServletRequest request) {
        return caller == null
                ? null
                : new Me(
                        caller.name(),
                        request.isUserInRole("operator"),
                        caller.workspaces() == null,
                        caller.organizations() == null,
                        caller.wholeCompany());
    }

    /** The part of the navigation that the page belongs to. */
    @ModelAttribute("section")
    String section(HttpServletRequest request) {
        var first = request.getServletPath().split("/", 3)[1];
        return first.isEmpty() || first.equals("workspaces") ? "overview" : first;
    }

    /** Counted only where it is shown: these controllers also answer programs. */
    @ModelAttribute("openFailures")
    LazyContextVariable<Integer> openFailures(@Nullable Caller caller) {
        return new LazyContextVariable<>() {
            @Override
            protected Integer loadValue() {
                return caller == null ? 0 : failures.countOpen(caller.workspaces());
            }
        };
    }

    @ModelAttribute("now")
    Instant now() {
        return clock.instant();
    }
}
