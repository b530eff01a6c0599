package io.plumbline.activities.products;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code {"items":[{"id","name",...}],"page":1,"totalPages":10}}, and takes nothing for granted. */
final class FeedPageReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // so that no two prices become one
            .build();
    private static final int MOST_PAGES = 1_000_000;
    private static final int LONGEST_ID = 500;

    private final ContentHash hash = new ContentHash();
    private final Map<String, Integer> places = new HashMap<>(); // of the items by id
    private final List<FeedItem> items = new ArrayList<>();
    private int setAside;
    private int withoutId; // of those
    private boolean hasItems;
    private @Nullable Integer page;
    private @Nullable Integer totalPages;

    private FeedPageReader() {}

    static FeedPage read(int number, String body) {
        try {
            return new FeedPageReader().readPage(number, body);
        } catch (JacksonException e) {
            throw new FeedException("Page " + number + " of the feed is not readable as JSON", e);
        }
    }

    private FeedPage readPage(int number, String body) {
        try (var parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new FeedException("Page " + number + " of the feed is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                readField(parser, body);
            }
        }
        if (!hasItems) {
            throw new FeedException("Page " + number + " of the feed has no list 'items'");
        }
        if (totalPages == null) {
            throw new FeedException("Page " + number + " of the feed has no 'totalPages' from 0 to " + MOST_PAGES);
        }
        return new FeedPage(number, totalPages, List.copyOf(items), setAside, odd(number, totalPages));
    }

    private void readField(JsonParser parser, String body) {
        var field = parser.currentName();
        var value = parser.nextToken();
        if ("items".equals(field) && value == JsonToken.START_ARRAY) {
            hasItems = true;
            readItems(parser, body);
        } else if ("page".equals(field) && value == JsonToken.VALUE_NUMBER_INT) {
            page = number(parser);
        } else if ("totalPages".equals(field) && value == JsonToken.VALUE_NUMBER_INT) {
            totalPages = number(parser);
        } else {
            parser.skipChildren();
        }
    }

    /** Null where there can be no page of that number. */
    private static @Nullable Integer number(JsonParser parser) {
        var value = parser.getBigIntegerValue();
        return value.signum() < 0 || value.bitLength() > 31 || value.intValue() > MOST_PAGES ? null : value.intValue();
    }

    private void readItems(JsonParser parser, String body) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                setAsideWithoutId();
                continue;
            }
            var start = (int) parser.currentTokenLocation().getCharOffset();
            JsonNode item = parser.readValueAsTree();
            var end = (int) parser.currentLocation().getCharOffset();
            add(item, body.substring(start, end));
        }
    }

    private void add(JsonNode item, String content) {
        var id = text(item.path("id"));
        if (id == null || id.isBlank() || id.length() > LONGEST_ID) {
            setAsideWithoutId();
            return;
        }
        var product = new FeedItem(id, text(item.path("name")), content, hash.of(item));
        var place = places.putIfAbsent(id, items.size());
        if (place == null) {
            items.add(product);
        } else {
            items.set(place, product); // the last one counts
            setAside++;
        }
    }

    private void setAsideWithoutId() {
        setAside++;
        withoutId++;
    }

    /** Null for what is no text, or one that PostgreSQL cannot keep. */
    private static @Nullable String text(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.asString();
        }
        return value.isString() && isStorable(value.stringValue()) ? value.stringValue() : null;
    }

    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            var character = text.charAt(i);
            if (Character.isHighSurrogate(character)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (character == 0 || Character.isSurrogate(character)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String odd(int number, int totalPages) {
        if (page != null && page != number) {
            return "page " + number + " says that it is page " + page;
        }
        if (withoutId > 0) { // each may be a product that there was
            return "page " + number + " has " + withoutId + " items without an id that can be";
        }
        return items.isEmpty() && number < totalPages ? "page " + number + " of " + totalPages + " is empty" : null;
    }
}
