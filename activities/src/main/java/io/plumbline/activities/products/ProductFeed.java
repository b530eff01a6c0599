package io.plumbline.activities.products;

/** Where products come from, page by page (D2). Another provider is another class. */
interface ProductFeed {

    /** Whether there is one. */
    boolean configured();

    /**
     * @param number from 1
     * @throws FeedException when the feed does not answer, or not so that it can be read
     * @throws FeedBusy when the feed asks to come again later
     */
    FeedPage page(int number);
}
