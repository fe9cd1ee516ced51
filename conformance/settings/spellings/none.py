# import: import sys
# secret: "s-"
# tokens: environment
