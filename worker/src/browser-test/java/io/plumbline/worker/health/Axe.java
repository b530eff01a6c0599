package io.plumbline.worker.health;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Looks for what keeps people out who cannot see a page well. */
final class Axe {

    private Axe() {}

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
