package io.plumbline.activities.products;

import java.net.URI;

/** The feed to read when no setting names one: a demo brings it. */
public record FeedAddress(URI url, String token) {

    @Override
    public String toString() {
        return "FeedAddress[" + url + "]";
    }
}
