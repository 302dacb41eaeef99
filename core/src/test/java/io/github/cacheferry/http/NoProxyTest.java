package io.github.cacheferry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                          | https://ghcr.io/          | false",
        "*                           | https://ghcr.io/          | true",
        "ghcr.io                     | https://ghcr.io/          | true",
        "GHCR.io                     | https://ghcr.IO/          | true",
        "ghcr.io                     | https://pkg.ghcr.io/      | true",
        "ghcr.io                     | https://notghcr.io/       | false",
        ".ghcr.io                    | https://ghcr.io/          | false",
        ".ghcr.io                    | https://pkg.ghcr.io/      | true",
        "*.ghcr.io                   | https://pkg.ghcr.io/      | true",
        "a.org, ghcr.io ,b.org       | https://ghcr.io/          | true",
        "ghcr.io:443                 | https://ghcr.io/          | true",
        "ghcr.io:5000                | https://ghcr.io/          | false",
        "ghcr.io:5000                | https://ghcr.io:5000/     | true",
        "ghcr.io:80                  | http://ghcr.io/           | true",
        "10.0.0.0/8                  | https://10.1.2.3:5000/    | true",
        "10.0.0.0/8                  | https://11.1.2.3/         | false",
        "10.0.0.0/8                  | https://ten.example/      | false",
        "10.1.2.3                    | https://10.1.2.3/         | true",
        "10.1.2.3:5000               | https://10.1.2.3:5000/    | true",
        "10.1.2.3:5000               | https://10.1.2.3/         | false",
        "fd00::/8                    | https://[fd12::1]/        | true",
        "fd12::1                     | https://[fd12:0::1]:5000/ | true",
        "10.0.0.0/99                 | https://10.1.2.3/         | false",
        "''                          | http://localhost:5000/    | true",
        "''                          | http://127.0.0.53:5000/   | true",
        "''                          | http://[::1]:5000/        | true",
        "''                          | http://localhost.evil.io/ | false",
        "''                          | http://127.0.0.1.evil.io/ | false"
      })
  void list_matches(String list, String url, boolean expected) {
    assertThat(NoProxy.parse(list).matches(URI.create(url))).isEqualTo(expected);
  }
}
