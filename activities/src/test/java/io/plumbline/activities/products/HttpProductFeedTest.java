package io.plumbline.activities.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.util.unit.DataSize;

/** The client of the feed, against a real server that behaves and that does not. */
@Tag("D2")
class HttpProductFeedTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final FeedServer server = new FeedServer().with(250);
    private final ProductFeed feed = feed(Settings.of(server.url()), null);

    @AfterEach
    void close() {
        server.close();
    }

    static ProductFeed feed(ProductSettings settings, @Nullable FeedAddress demo) {
        var beans = new StaticListableBeanFactory();
        if (demo != null) {
            beans.addBean("demo", demo);
        }
        return new HttpProductFeed(settings, beans.getBeanProvider(FeedAddress.class), InstantSource.fixed(NOW));
    }

    @Test
    void a_page_comes_with_its_items_as_they_were_sent_and_the_token_goes_along() {
        var page = feed.page(3);

        assertThat(page.totalPages()).isEqualTo(3);
        assertThat(page.items()).hasSize(50);
        var last = page.items().get(49);
        assertThat(last.id()).isEqualTo("p00250");
        assertThat(last.name()).isEqualTo("Product 250");
        assertThat(last.content()).isEqualTo("{\"id\":\"p00250\",\"name\":\"Product 250\",\"price\":350}");
        assertThat(List.copyOf(server.tokens)).containsExactly("Bearer secret");
    }

    @Test
    void the_address_of_a_demo_is_used_when_no_setting_names_a_feed() {
        assertThat(feed(Settings.of(null), null).configured()).isFalse();
        var demo = feed(Settings.of(null), new FeedAddress(server.url(), "of the demo"));

        assertThat(demo.configured()).isTrue();
        assertThat(demo.page(1).items()).hasSize(100);
        assertThat(List.copyOf(server.tokens)).containsExactly("Bearer of the demo");
    }

    @ParameterizedTest
    @CsvSource({"500", "404", "401", "302", "503", "204"})
    void another_answer_is_told_by_its_number(int status) {
        server.answers.put(7, exchange -> {
            exchange.getResponseHeaders().add("Location", server.url() + "/products?page=1");
            FeedServer.send(exchange, status, "");
        });

        assertThatThrownBy(() -> feed.page(7))
                .isInstanceOf(FeedException.class)
                .hasMessage("The feed answers " + status + " for page 7");
        assertThat(server.asked)
                .as("a redirect would carry the token elsewhere")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7, 7",
        "429, 'Sun, 01 Mar 2026 12:01:30 GMT', 90",
        "429, 'Sun, 01 Mar 2026 11:00:00 GMT', 0",
        "429, soon, 5",
        "429, , 5",
        "503, 2, 2"
    })
    void a_feed_that_is_busy_says_when_to_come_again(int status, @Nullable String retryAfter, long seconds) {
        server.answers.put(1, exchange -> {
            if (retryAfter != null) {
                exchange.getResponseHeaders().add("Retry-After", retryAfter);
            }
            FeedServer.send(exchange, status, "");
        });

        assertThatThrownBy(() -> feed.page(1))
                .isInstanceOfSatisfying(
                        FeedBusy.class, busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(seconds)));
    }

    @Test
    void a_page_that_is_too_large_is_not_taken_in_whatever_length_it_says() {
        var small = feed(Settings.of(server.url(), DataSize.ofBytes(1_000), Duration.ofSeconds(2)), null);
        server.answers.put(2, exchange -> {
            exchange.sendResponseHeaders(200, 0); // in chunks, without a length
            var body = server.page(2, 3).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.getResponseBody().write(body);
        });

        for (int page : new int[] {1, 2}) {
            assertThatThrownBy(() -> small.page(page))
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining("more than 1000 bytes");
        }
    }

    @Test
    void neither_silence_nor_a_body_that_never_ends_holds_us_longer_than_the_patience() {
        var impatient = feed(Settings.of(server.url(), DataSize.ofMegabytes(1), Duration.ofMillis(300)), null);
        server.answers.put(1, exchange -> waitForLong());
        server.answers.put(2, exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            waitForLong();
        });

        for (int page : new int[] {1, 2}) {
            var begun = System.nanoTime();
            assertThatThrownBy(() -> impatient.page(page)).isInstanceOf(FeedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        }
    }

    private static void waitForLong() {
        try {
            new java.util.concurrent.CountDownLatch(1).await(10, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_feed_that_is_not_there_is_told_in_words() {
        var nowhere = feed(Settings.of(URI.create("http://127.0.0.1:1")), null);

        assertThatThrownBy(() -> nowhere.page(1))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("Page 1 cannot be had: the feed cannot be reached");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<html>                                  | not readable as JSON",
                "[]                                      | not a JSON object",
                "{\"items\":[]}                          | no 'totalPages'",
                "{\"items\":[],\"totalPages\":\"9\"}     | no 'totalPages'",
                "{\"items\":[],\"totalPages\":-1}        | no 'totalPages'",
                "{\"items\":[],\"totalPages\":99999999999} | no 'totalPages'",
                "{\"totalPages\":1}                      | no list 'items'",
                "{\"items\":{},\"totalPages\":1}         | no list 'items'",
                "{\"items\":[{\"id\":\"1\"               | not readable as JSON",
            })
    void a_body_that_is_no_page_is_told_in_words(String body, String words) {
        server.answers.put(1, exchange -> FeedServer.send(exchange, 200, body));

        assertThatThrownBy(() -> feed.page(1)).isInstanceOf(FeedException.class).hasMessageContaining(words);
    }

    @Test
    void items_without_an_id_of_their_own_are_set_aside() {
        var body = "{\"items\":[{\"id\":\"a\",\"n\":1},{\"name\":\"no id\"},{\"id\":null},{\"id\":\"\"},{\"id\":{}},7,"
                + "{\"id\":\"\\u0000\"},{\"id\":\"\\ud800\"},{\"id\":12},{\"id\":\"a\",\"n\":2}],\"totalPages\":1}";
        server.answers.put(1, exchange -> FeedServer.send(exchange, 200, body));

        var page = feed.page(1);

        assertThat(page.items()).extracting(FeedItem::id).containsExactly("a", "12");
        assertThat(page.items().get(0).content()).as("the last one counts").isEqualTo("{\"id\":\"a\",\"n\":2}");
        assertThat(page.setAside()).isEqualTo(8);
    }

    @Test
    void no_words_about_the_settings_hold_the_token() {
        assertThat(Settings.of(server.url()).toString()).doesNotContain("secret");
        assertThat(new FeedAddress(server.url(), "secret").toString()).doesNotContain("secret");
    }
}
