package io.plumbline.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Looks for what keeps people out who cannot see a page well. */
final class Axe {

    private Axe() {}

    /** Nothing that is serious, and nothing beside the screen. */
    static void assertReadable(Page page, String name, ColorScheme scheme, int width) throws IOException {
        assertThat(seriousViolations(page))
                .as("%s, %s, %s", name, scheme, width)
                .isEmpty();
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as("%s at %s", name, width)
                .isLessThanOrEqualTo(width);
    }

    /** What it finds that is serious. */
    @SuppressWarnings("unchecked")
    static List<String> seriousViolations(Page page) throws IOException {
        var axe = new PathMatchingResourcePatternResolver()
                .getResources("classpath*:META-INF/resources/webjars/axe-core/*/axe.min.js");
        page.evaluate(axe[0].getContentAsString(StandardCharsets.UTF_8));
        var found = (List<Map<String, Object>>) page.evaluate("""
                async () => (await axe.run()).violations
                    .filter(it => it.impact === 'serious' || it.impact === 'critical')
                    .map(it => ({rule: it.id, where: it.nodes.map(node => node.html)}))
                """);
        return found.stream().map(Map::toString).toList();
    }
}
