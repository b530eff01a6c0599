package io.plumbline.activities.products;

import io.plumbline.activities.http.ReadAhead;
import io.plumbline.activities.products.ProductPages.Position;
import io.plumbline.workflows.products.FeedProgress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Goes over the pages of the feed, from where the session stands to the end or the next pause (D2, D8). */
@Component
final class FeedReading {

    private static final int MOST_WAITS = 5; // for one page
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private final ProductFeed feed;
    private final ProductPages pages;
    private final ProductSettings settings;
    private final InstantSource clock;

    FeedReading(ProductFeed feed, ProductPages pages, ProductSettings settings, InstantSource clock) {
        this.feed = feed;
        this.pages = pages;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param alive is told the page that is read, again and again, and throws when it is time to give up */
    FeedProgress read(long sessionId, IntConsumer alive) {
        try (var ahead = new ReadAhead<>(number -> fetch(number, alive))) {
            return read(pages.newReader(sessionId), ahead, alive);
        }
    }

    /** While a page is written, the next one comes. A pause throws that one away. */
    private FeedProgress read(Position begin, ReadAhead<FeedPage> ahead, IntConsumer alive) {
        var position = begin;
        Supplier<FeedPage> coming = null;
        for (int number = position.firstPage(); !position.isAtTheEnd(); number++) {
            if (isPaused(position)) {
                return new FeedProgress(position.pagesProcessed(), position.pausedUntil());
            }
            var page = (coming == null ? ahead.read(number) : coming).get();
            coming = page.isLast() ? null : ahead.read(number + 1);
            position = pages.write(position.reader(), page, clock.instant(), () -> alive.accept(page.number()));
        }
        return new FeedProgress(position.pagesProcessed(), null);
    }

    private boolean isPaused(Position position) {
        return position.pausedUntil() != null && position.pausedUntil().isAfter(clock.instant());
    }

    private FeedPage fetch(int number, IntConsumer alive) {
        for (int waits = 0; ; waits++) {
            alive.accept(number);
            try {
                return feed.page(number);
            } catch (FeedBusy busy) {
                if (waits == MOST_WAITS || busy.retryAfter().compareTo(settings.longestWait()) > 0) {
                    throw new FeedException(
                            "The feed asks to wait " + busy.retryAfter().toSeconds() + " s before page " + number
                                    + (waits == 0 ? "" : ", for the " + (waits + 1) + "th time"),
                            busy);
                }
                sleep(busy.retryAfter(), number, alive);
            }
        }
    }

    private static void sleep(Duration wait, int number, IntConsumer alive) {
        try {
            for (var left = wait; !left.isNegative() && !left.isZero(); left = left.minus(SIGN_OF_LIFE)) {
                Thread.sleep((left.compareTo(SIGN_OF_LIFE) < 0 ? left : SIGN_OF_LIFE).toMillis());
                alive.accept(number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FeedException("Waiting for page " + number + " of the feed was interrupted", e);
        }
    }
}
