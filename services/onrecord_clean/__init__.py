"""Take in a page's bytes, plain text or a feed's own HTML; give out labelled blocks, clean text and its completeness."""

import os

# numpy reads it once, when it is first imported. The labeller's matrices are so small that handing them to
# threads costs twenty times what multiplying them does; several workers share the cores already.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
