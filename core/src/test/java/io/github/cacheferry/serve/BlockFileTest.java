package io.github.cacheferry.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFileTest {
  private static final String ZERO = toolkit(0);
  private static final String ONE = toolkit(1);
  private static final String TWO = toolkit(2);

  @TempDir Path directory;
  private Served served;
  private ServiceClient client;
  private String url;

  @BeforeEach
  void reserve() throws IOException {
    served = Served.in(directory);
    client = served.main();
    url = client.create("k").field("signed_upload_url");
  }

  @AfterEach
  void stop() throws IOException {
    served.close();
  }

  private static String toolkit(int number) {
    return "01234567-89ab-cdef-0123-456789abcdef" + String.format("%012d", number);
  }

  private void put(String id, String data) throws IOException {
    assertThat(client.putBlock(url, id, data.getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(201);
  }

  private String blobOf(String... list) throws IOException {
    assertThat(client.putBlockList(url, list).status()).isEqualTo(201);
    int size = 0;
    for (String id : list) {
      size += id.equals(TWO) ? 1 : 4;
    }
    assertThat(client.finish("k", size).status()).isEqualTo(200);
    return client.get(client.find("k").field("signed_download_url")).body();
  }

  @Test
  void numberedBlocksMayArriveInAnyOrder() throws IOException {
    put(ZERO, "aaaa");
    put(TWO, "c");
    put(ONE, "bbbb");
    assertThat(blobOf(ZERO, ONE, TWO)).isEqualTo("aaaabbbbc");
  }

  @Test
  void theLastBlockMayArriveFirst() throws IOException {
    put(TWO, "c");
    put(ONE, "bbbb");
    put(ZERO, "aaaa");
    assertThat(blobOf(ZERO, ONE, TWO)).isEqualTo("aaaabbbbc");
  }

  @Test
  void theListCounts_notTheNumbers() throws IOException {
    put(ZERO, "aaaa");
    put(ONE, "bbbb");
    put(TWO, "c");
    assertThat(blobOf(TWO, ONE, ONE)).isEqualTo("cbbbbbbbb");
  }

  @Test
  void aBlockThatIsLeftOutLeavesNoGap() throws IOException {
    put(ZERO, "aaaa");
    put(ONE, "bbbb");
    put(TWO, "c");
    assertThat(blobOf(ZERO, TWO)).isEqualTo("aaaac");
  }

  @Test
  void aBlockThatIsSentAgainReplacesTheFirst() throws IOException {
    put(ZERO, "aaaa");
    put(ONE, "lost");
    put(ONE, "bbbb");
    put(TWO, "c");
    assertThat(blobOf(ZERO, ONE, TWO)).isEqualTo("aaaabbbbc");
  }

  @Test
  void aBlockOfAnotherUploadWithTheSameNumberDoesNoHarm() throws IOException {
    put(ZERO.replace('a', 'f'), "lost");
    put(ZERO, "aaaa");
    put(ONE, "bbbb");
    assertThat(blobOf(ZERO, ONE)).isEqualTo("aaaabbbb");
  }

  @Test
  void blocksThatComeAfterAListMakeTheNextOne() throws IOException {
    put(ZERO, "lost");
    assertThat(client.putBlockList(url, ZERO).status()).isEqualTo(201);
    put(ZERO, "aaaa");
    put(ONE, "bbbb");
    assertThat(blobOf(ZERO, ONE)).isEqualTo("aaaabbbb");
  }

  @Test
  void number_isReadFromBothFormsAndNoOther() throws BlobError {
    assertThat(number(toolkit(17))).hasValue(17);
    assertThat(number("x".repeat(16) + "\0\0\1\2" + "\0".repeat(44))).hasValue(258);
    assertThat(number("x".repeat(64))).isEmpty();
    assertThat(number("x".repeat(48))).isEmpty();
    assertThat(number("000000000001")).isEmpty();
    assertThat(number(toolkit(50_000))).as("more than a blob can have").isEmpty();
  }

  private static OptionalLong number(String raw) throws BlobError {
    byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
    return BlockId.parse(Base64.getEncoder().encodeToString(bytes)).number();
  }
}
