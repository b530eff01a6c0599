package io.plumbline.worker.health;

import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.worker.failures.FailureFilter;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.thymeleaf.context.LazyContextVariable;

/** What every page of the dashboard knows: who looks at it, when it was made, and how many failures wait. */
@ControllerAdvice(annotations = DashboardPage.class)
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

    @ModelAttribute("me")
    Me me(Caller caller, HttpServletRequest request) {
        return new Me(
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

    /** Counted only where it is shown: what is done with a button answers with an address. */
    @ModelAttribute("openFailures")
    LazyContextVariable<Integer> openFailures(Caller caller) {
        return new LazyContextVariable<>() {
            @Override
            protected Integer loadValue() {
                return failures.countOpen(FailureFilter.scope(caller));
            }
        };
    }

    @ModelAttribute("now")
    Instant now() {
        return clock.instant();
    }
}
