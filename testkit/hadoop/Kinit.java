import java.io.File;
import org.apache.kerby.kerberos.kerb.client.KrbClient;

/** kinit: a principal, its keytab, the folder of krb5.conf, the ticket cache to make. */
public final class Kinit {
  public static void main(String[] words) throws Exception {
    KrbClient client = new KrbClient(new File(words[2]));
    client.init();
    client.storeTicket(client.requestTgt(words[0], new File(words[1])), new File(words[3]));
  }
}
