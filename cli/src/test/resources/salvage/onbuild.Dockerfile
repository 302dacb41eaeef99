ARG BASE
FROM ${BASE} AS ob
ONBUILD RUN echo onbuild
ONBUILD COPY src.txt /ob
WORKDIR /x
FROM ob
WORKDIR /
WORKDIR ../../
RUN echo one
COPY --link src.txt /z
COPY --link src.txt /y
COPY <<A <<B /here/
a
A
b
B
RUN <<E
echo heredoc
echo more
E
RUN echo \
  # comment

  cont
ARG FOO=bar
RUN echo $FOO && false
RUN echo never
