package io.plumbline.activities.products;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * A feed that is a file of products, one to a line: all that another source of products takes, as
 * {@code infra/docs/connectors.md} shows it. In the program it would be a primary component.
 */
final class LinesFeed implements ProductFeed {

    private final JsonMapper json = new JsonMapper();
    private final Path file;

    LinesFeed(Path file) {
        this.file = file;
    }

    @Override
    public boolean configured() {
        return true;
    }

    @Override
    public FeedPage page(int number) {
        try (var lines = Files.lines(file)) {
            return new FeedPage(number, 1, lines.map(this::item).toList(), 0, null);
        } catch (IOException e) {
            throw new FeedException("The file of products is not there.", e);
        }
    }

    private FeedItem item(String line) {
        var product = json.readTree(line);
        return new FeedItem(
                product.path("id").asString(), product.path("name").asString(), line, new ContentHash().of(product));
    }
}
