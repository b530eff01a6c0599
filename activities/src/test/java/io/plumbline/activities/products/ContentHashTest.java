package io.plumbline.activities.products;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is the same content, and what is not. */
@Tag("D3")
class ContentHashTest {

    private static String hash(String json) {
        var page = FeedPageReader.read(1, "{\"items\":[" + json + "],\"totalPages\":1}");
        return java.util.HexFormat.of().formatHex(page.items().get(0).hash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"1\",\"a\":1,\"b\":2}                 | {\"b\":2,\"id\":\"1\",\"a\":1}",
                "{\"id\":\"1\",\"a\":{\"x\":[{\"p\":1,\"q\":2}]}} | {\"id\":\"1\",\"a\":{\"x\":[{\"q\":2,\"p\":1}]}}",
                "{\"id\":\"1\",\"a\":\"\u00e9\"}                | {\"id\":\"1\",  \"a\": \"\\u00e9\"}",
                "{\"id\":\"1\",\"a\":30}                      | {\"id\":\"1\",\"a\":30.0}",
                "{\"id\":\"1\",\"a\":1e17}                    | {\"id\":\"1\",\"a\":100000000000000000}",
                "{\"id\":\"1\",\"a\":1e309}                   | {\"id\":\"1\",\"a\":10e308}",
                "{\"id\":\"1\",\"a\":12345678901234567890}    | {\"id\":\"1\",\"a\":12345678901234567890.00}",
            })
    void these_are_the_same(String one, String other) {
        assertThat(hash(one)).isEqualTo(hash(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"1\",\"a\":1}             | {\"id\":\"1\",\"a\":2}",
                "{\"id\":\"1\",\"a\":1}             | {\"id\":\"1\",\"b\":1}",
                "{\"id\":\"1\",\"a\":1}             | {\"id\":\"1\",\"a\":\"1\"}",
                "{\"id\":\"1\",\"a\":[1,2]}         | {\"id\":\"1\",\"a\":[2,1]}",
                "{\"id\":\"1\",\"a\":null}          | {\"id\":\"1\"}",
                "{\"id\":\"1\",\"a\":null}          | {\"id\":\"1\",\"a\":false}",
                "{\"id\":\"1\",\"a\":[]}            | {\"id\":\"1\",\"a\":{}}",
                "{\"id\":\"1\",\"a\":\"b\",\"c\":\"\"} | {\"id\":\"1\",\"a\":\"\",\"c\":\"b\"}",
                "{\"id\":\"1\",\"a\":0.1}           | {\"id\":\"1\",\"a\":0.10000000000000000001}",
                "{\"id\":\"1\",\"a\":[[1],2]}       | {\"id\":\"1\",\"a\":[[1,2]]}",
            })
    void these_are_not(String one, String other) {
        assertThat(hash(one)).isNotEqualTo(hash(other));
    }

    /** One that is kept must mean the same in the next version, or every product is written anew. */
    @Test
    void it_stays_what_it_was() {
        assertThat(hash("{\"id\":\"p\",\"on\":true,\"off\":false,\"none\":null,\"n\":1.50,\"l\":[1,\"a\"]}"))
                .isEqualTo("00b65e02efb2ee1568d7c86b361ceb17d42a76f755d9770a519c3fba865c0a51");
    }

    @Test
    void what_was_read_before_does_not_count() {
        var alone = FeedPageReader.read(1, "{\"items\":[{\"id\":\"2\",\"a\":1}],\"totalPages\":1}");
        var second =
                FeedPageReader.read(1, "{\"items\":[{\"id\":\"1\",\"a\":1},{\"id\":\"2\",\"a\":1}],\"totalPages\":1}");

        assertThat(second.items().get(1).hash()).isEqualTo(alone.items().get(0).hash());
    }

    @Test
    void the_order_of_the_keys_never_counts() {
        var random = new Random(11);
        var fields = new ArrayList<String>(IntStream.range(0, 30)
                .mapToObj(n -> "\"field" + n + "\":{\"z\":" + n + ",\"a\":\"" + n + "\"}")
                .toList());
        fields.add("\"id\":\"1\"");
        var first = hash(object(fields));
        for (int round = 0; round < 200; round++) {
            Collections.shuffle(fields, random);
            assertThat(hash(object(fields))).isEqualTo(first);
        }
    }

    private static String object(List<String> fields) {
        return "{" + String.join(",", fields) + "}";
    }
}
