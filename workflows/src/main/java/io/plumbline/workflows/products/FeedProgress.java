package io.plumbline.workflows.products;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where reading the feed has got to.
 *
 * @param pausedUntil why it is not at its end; null when it is
 */
public record FeedProgress(int pagesProcessed, @Nullable Instant pausedUntil) {}
