package io.plumbline.worker.health;

import io.plumbline.worker.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What every page of the dashboard knows: who looks at it, and when it was made. */
@ControllerAdvice(
        basePackages = {
            "io.plumbline.worker.health",
            "io.plumbline.worker.failures",
            "io.plumbline.worker.federation",
            "io.plumbline.worker.products"
        })
class PageModel {

    private final InstantSource clock;

    PageModel(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param operator may act; others only look
     * @param allWorkspaces is bound to none
     */
    record Me(String name, boolean operator, boolean allWorkspaces) {}

    /** Null for a webhook: it has the package of a page, and nobody's token. */
    @ModelAttribute("me")
    @Nullable
    Me me(@Nullable Caller caller, HttpServletRequest request) {
        return caller == null
                ? null
                : new Me(caller.name(), request.isUserInRole("operator"), caller.workspaces() == null);
    }

    @ModelAttribute("now")
    Instant now() {
        return clock.instant();
    }
}
