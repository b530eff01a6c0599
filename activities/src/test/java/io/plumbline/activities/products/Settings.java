package io.plumbline.activities.products;

import java.net.URI;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** The settings of a test: the defaults, with short patience. */
final class Settings {

    private Settings() {}

    static ProductSettings of(URI url) {
        return of(url, DataSize.ofMegabytes(16), Duration.ofSeconds(2));
    }

    static ProductSettings of(URI url, Duration interval) {
        return of(url, interval, DataSize.ofMegabytes(16), Duration.ofSeconds(2));
    }

    static ProductSettings of(URI url, DataSize largestPage, Duration pageTimeout) {
        return of(url, Duration.ofMinutes(30), largestPage, pageTimeout);
    }

    private static ProductSettings of(URI url, Duration interval, DataSize largestPage, Duration pageTimeout) {
        return new ProductSettings(
                url,
                "secret",
                interval,
                Duration.ofSeconds(5),
                3,
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                pageTimeout,
                Duration.ofSeconds(3),
                largestPage,
                Duration.ofDays(30));
    }
}
