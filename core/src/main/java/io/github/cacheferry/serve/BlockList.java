package io.github.cacheferry.serve;

import io.github.cacheferry.cache.BoundedStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The body that makes a blob of its blocks: their ids in the order of their bytes. */
final class BlockList {
  private static final int MOST_BLOCKS = 50_000;
  private static final int LONGEST_BODY = 16 << 20;

  /** Where the service would look for a block first; here a block is in one place only. */
  private static final Set<String> PLACES = Set.of("Latest", "Uncommitted", "Committed");

  private BlockList() {}

  static List<BlockId> parse(InputStream body) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader xml =
          factory.createXMLStreamReader(new BoundedStream(body, LONGEST_BODY), "UTF-8");
      var blocks = new ArrayList<BlockId>();
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && PLACES.contains(xml.getLocalName())) {
          blocks.add(BlockId.parse(xml.getElementText()));
        }
        if (blocks.size() > MOST_BLOCKS) {
          throw new BlobError(
              400, "BlockListTooLong", "The block list may not contain more than 50,000 blocks.");
        }
      }
      return blocks;
    } catch (XMLStreamException e) {
      throw new BlobError(
          400, "InvalidXmlDocument", "The specified XML is not syntactically valid.");
    }
  }
}
