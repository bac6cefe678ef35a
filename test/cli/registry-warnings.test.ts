import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

test("every command that queries a registry reports that a credential is sent over plain http", async () => {
  const env = { REGISTRY_USER: "gopher", REGISTRY_PASSWORD: "sesame" };
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    const port = repo.registry.host.split(":")[1] ?? "";
    // 0.0.0.0 is this machine, and not a loopback address.
    await repo.edit(
      "gocd-pin.yaml",
      "registry_url: http://registry.test/v2/",
      `registry_url: http://0.0.0.0:${port}/\n    username: \${REGISTRY_USER}\n    password: \${REGISTRY_PASSWORD}`,
    );
    repo.registry.inject((request, response) => {
      if (request.headers.authorization !== undefined) return false;
      response.writeHead(401, { "www-authenticate": 'Basic realm="registry"' }).end();
      return true;
    }, 1000);
    const commands = [
      ["build"],
      ["refresh"],
      ["outdated"],
      ["check", "--drift"],
      ["verify"],
      ["explain", "team/web"],
    ];
    for (const args of commands) {
      const { status, stderr } = await repo.run(args, env);
      assert.is(status, 0, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, "[registry-plaintext]", args.join(" "));
    }
    repo.registry.inject((request, response) => {
      if (request.headers.authorization === undefined) return false;
      response.writeHead(403).end();
      return true;
    }, 1000);
    for (const args of commands.slice(1)) {
      const { status, stderr } = await repo.run(args, env);
      assert.is.not(status, 0, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, "[registry-plaintext]", `${args.join(" ")}, without an answer`);
    }
  });
});

test.run();
