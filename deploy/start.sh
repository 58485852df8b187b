#!/bin/sh
# Starts the dashboard in a container. Every secret is a file; NAME_FILE says where NAME's is.
set -eu
for name in REGISTER_URL SUMMARY_URL APP_URL REGISTER_MUAT_URL SUMMARY_MUAT_URL; do
    file=$(eval "printf %s \"\${${name}_FILE:-}\"")
    if [ -n "$file" ]; then
        value=$(cat "$file")
        export "$name=$value"
    fi
done
[ "$#" -gt 0 ] || set -- streamlit run asgi.py --server.port 8501 --server.headless true
exec .venv/bin/python -m "$@"
