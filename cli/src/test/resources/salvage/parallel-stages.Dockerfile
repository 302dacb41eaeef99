# syntax-less
ARG BASE
FROM ${BASE} AS a
RUN head -c 8 /dev/urandom | od -An -tx1 >/a1
RUN head -c 8 /dev/urandom | od -An -tx1 >/a2

FROM ${BASE} AS c
RUN head -c 8 /dev/urandom | od -An -tx1 >/c1
RUN sleep 20

FROM ${BASE} AS b
COPY --from=a /a1 /a1
RUN echo b1 && head -c 8 /dev/urandom | od -An -tx1 >/b1
RUN sleep 1; echo fail; exit 3
RUN touch /never

FROM a
COPY --from=b /b1 /
COPY --from=c /c1 /
RUN echo last
