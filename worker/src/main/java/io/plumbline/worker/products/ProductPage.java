package io.plumbline.worker.products;

import io.plumbline.activities.audit.AuditTrail;
import io.plumbline.activities.products.SyncControlRepository;
import io.plumbline.activities.products.SyncControlRepository.Asked;
import io.plumbline.activities.products.SyncSession;
import io.plumbline.activities.products.SyncSessionRepository;
import io.plumbline.worker.http.DashboardPage;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import io.plumbline.workflows.products.SyncState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.view.RedirectView;

/** The sync of products as a page, with the buttons that steer it (E3, D7, D8). */
@DashboardPage
@OnRole(Role.api)
@TenantScope(Scope.company)
class ProductPage {

    private static final int SESSIONS = 20;
    private static final int CHARTED = 48;
    private static final int ACTIONS = 8;

    private final SyncSessionRepository sessions;
    private final SyncControlRepository control;
    private final AuditTrail audit;
    private final ProductCommands commands;
    private final InstantSource clock;

    ProductPage(
            SyncSessionRepository sessions,
            SyncControlRepository control,
            AuditTrail audit,
            ProductCommands commands,
            InstantSource clock) {
        this.sessions = sessions;
        this.control = control;
        this.audit = audit;
        this.commands = commands;
        this.clock = clock;
    }

    /** What a button did. The page reads it from its address, since there is no session to keep it in. */
    enum Done {
        started("The schedule runs."),
        stopped("The schedule is stopped. A sync that is under way comes to its end."),
        paused("The sync is paused. It goes on by itself when the time is over."),
        resumed("The pause is over."),
        asked("A sync begins, or begins when the pause is over."),
        running("A sync was already under way, so no second one was started.");

        private final String words;

        Done(String words) {
            this.words = words;
        }
    }

    /** One session in the chart. */
    record Bar(long id, Instant at, double seconds, boolean failed) {}

    /**
     * @param state how the sync stands
     * @param paused whether it is paused now
     * @param rate successful sessions, in percent
     */
    record Overview(SyncState state, boolean paused, int products, String rate, int ended, Duration average) {}

    @GetMapping("/products")
    String products(@RequestParam(required = false) @Nullable Done done, Model model) {
        var newest = sessions.newest(SESSIONS);
        model.addAttribute("overview", overview())
                .addAttribute(
                        "running",
                        newest.stream()
                                .filter(session -> session.completedAt() == null)
                                .findFirst()
                                .orElse(null))
                .addAttribute("sessions", newest)
                .addAttribute("actions", audit.newest("products", ACTIONS))
                .addAttribute("charted", true)
                .addAttribute("done", done == null ? null : done.words);
        return "products";
    }

    private Overview overview() {
        var state = control.state();
        var summary = sessions.summary();
        var ended = summary.successful() + summary.failed();
        return new Overview(
                state,
                state.pausedAt(clock.instant()),
                sessions.products(),
                ProductController.Metrics.percent(summary.successful(), ended).toPlainString(),
                ended,
                summary.average());
    }

    /** The newest sessions that have ended, the oldest first. */
    @GetMapping("/dashboard/products/sessions")
    @ResponseBody
    List<Bar> bars() {
        var bars = new ArrayList<Bar>();
        for (SyncSession session : sessions.newest(CHARTED)) {
            var duration = session.duration();
            if (duration != null) {
                bars.add(new Bar(
                        session.id(),
                        session.startedAt(),
                        duration.toMillis() / 1000.0,
                        session.status().equals("failed")));
            }
        }
        Collections.reverse(bars);
        return bars;
    }

    @PostMapping("/products/start")
    RedirectView start(@RequestParam(required = false) @Nullable Integer intervalMinutes, Caller caller) {
        commands.start(intervalMinutes, caller);
        return see(Done.started);
    }

    @PostMapping("/products/stop")
    RedirectView stop(Caller caller) {
        commands.stop(caller);
        return see(Done.stopped);
    }

    @PostMapping("/products/pause")
    RedirectView pause(
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable Integer minutes,
            Caller caller) {
        commands.pause(reason, minutes, caller);
        return see(Done.paused);
    }

    @PostMapping("/products/resume")
    RedirectView resume(Caller caller) {
        commands.resume(caller);
        return see(Done.resumed);
    }

    @PostMapping("/products/run")
    RedirectView run(Caller caller) {
        return see(commands.run(caller) == Asked.running ? Done.running : Done.asked);
    }

    private static RedirectView see(Done done) {
        var redirect = new RedirectView("/products?done=" + done, true);
        redirect.setStatusCode(HttpStatus.SEE_OTHER);
        redirect.setExposeModelAttributes(false);
        return redirect;
    }
}
