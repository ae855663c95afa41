"""Take in a page's bytes, plain text or a feed's own HTML; give out labelled blocks, clean text and its completeness."""
