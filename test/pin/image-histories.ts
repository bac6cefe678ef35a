import type { Policy } from "../../src/model/policies.js";

/** One intent: what a user wants, the rule, the tag that wins, and the code of the warning. */
type Intent = readonly [intent: string, tagFilter: string, policy: Policy, winner: string, warning?: string];

/** A part of the tag history of an official image, and which tag wins for the usual intents. */
export interface ImageHistory {
  readonly image: string;
  readonly tags: string;
  readonly intents: readonly Intent[];
}

const NATURAL = { kind: "natural" } as const;
const SEMVER = { kind: "semver" } as const;

// The tags are real: https://github.com/docker-library/official-images. The winners and warnings are those of the
// complete lists.
export const IMAGE_HISTORIES: readonly ImageHistory[] = [
  {
    image: "alpine",
    tags: "3.15.0-rc.4 3.17.0_rc1 3.20.9 3.20.10 3.21 3.22 3.23 3.23.4 3.23.5 3.24 3.24.0 3.24.1 20250108 20251224 20260127 20260805 edge GitRepo latest",
    intents: [
      ["no filter", "", NATURAL, "latest", "tag-floating"],
      ["newest release", "", SEMVER, "3.24.1"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "3.24.1"],
      ["a digit", "^\\d[\\d.]*$", NATURAL, "20260805", "tag-jump"],
      ["newest patch of a minor version", "^3\\.20\\.\\d+$", NATURAL, "3.20.10"],
      ["minor versions", "^\\d+\\.\\d+$", NATURAL, "3.24", "tag-floating"],
      ["date tags", "^\\d{8}$", NATURAL, "20260805"],
    ],
  },
  {
    image: "amazonlinux",
    tags: "1-with-sources 2 2-with-sources 2.0.20190218 2.0.20190218-with-sources 2.0.20190228 2.0.20190228-with-sources 2.0.20190508 2.0.20190508-with-sources 2.0.20260727.0 2.0.20260817.0 2016.09.1.20161221 2017.03.1.20170812 2017.09 2017.09-with-sources 2017.09.1.20180409 2017.12 2017.12-with-sources 2017.12.0.20180330 2018.03 2018.03-with-sources 2018.03.0.20221209.1-with-sources 2018.03.0.20230124.1-with-sources 2018.03.0.20230207.0-with-sources 2018.03.0.20231024.0 2018.03.0.20231106.0 2018.03.0.20231206.1 2018.03.0.20231218.0 2022 2022-with-sources 2022.0.20221019.4-with-sources 2022.0.20221101.0-with-sources 2022.0.20221207.4-with-sources 2022.0.20230118.3-with-sources 2023 2023.12.20260710.0 2023.12.20260724.0 2023.12.20260727.0 2023.12.20260817.0 devel devel-with-sources GitRepo latest with-sources",
    intents: [
      ["no filter", "", NATURAL, "with-sources", "tag-floating"],
      ["newest release", "", SEMVER, "2.0.20190508", "tag-unordered"],
      ["one major version", "^2\\.", NATURAL, "2.0.20260817.0"],
      ["builds of 2023", "^2023\\.\\d+\\.\\d+\\.\\d+$", NATURAL, "2023.12.20260817.0"],
      ["a number", "", { kind: "numerical" }, "2023", "tag-floating"],
    ],
  },
  {
    image: "archlinux",
    tags: "20200505 20200605 20200705 20200908 base base-20260726.0.562117 base-20260802.0.566770 base-20260809.0.570793 base-20260816.0.574111 base-devel base-devel-20260726.0.562117 base-devel-20260802.0.566770 base-devel-20260809.0.570793 base-devel-20260816.0.574111 GitRepo latest multilib-devel multilib-devel-20260726.0.562117 multilib-devel-20260802.0.566770 multilib-devel-20260809.0.570793 multilib-devel-20260816.0.574111",
    intents: [
      ["no filter", "", NATURAL, "multilib-devel-20260816.0.574111", "tag-unordered"],
      ["newest release", "", SEMVER, "20200908"],
      ["builds of base", "^base-\\d+\\.\\d+\\.\\d+$", NATURAL, "base-20260816.0.574111"],
    ],
  },
  {
    image: "bash",
    tags: "4 5 5-alpine3.23 5-alpine3.24 5.0-beta2 5.2 5.2-alpha 5.2-beta 5.2-beta-alpine3.15 5.2-rc 5.3 5.3-alpha 5.3-alpha-alpine3.20 5.3-alpha-alpine3.21 5.3-alpine3.23 5.3-alpine3.24 5.3-beta 5.3-beta-alpine3.21 5.3-rc 5.3-rc-alpine3.21 5.3-rc-alpine3.22 5.3-rc1 5.3-rc1-alpine3.22 5.3-rc2 5.3-rc2-alpine3.22 5.3.12 5.3.15 5.3.15-alpine3.23 5.3.15-alpine3.24 alpine3.23 alpine3.24 devel devel-20260608 devel-20260701 devel-20260701-alpine3.24 devel-20260817 devel-20260817-alpine3.24 devel-alpine3.23 devel-alpine3.24 GitRepo latest rc rc-alpine3.21 rc-alpine3.22",
    intents: [
      ["no filter", "", NATURAL, "rc-alpine3.22", "tag-floating"],
      ["newest release", "", SEMVER, "5.3.15"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "5.3.15"],
      ["any version", "^\\d", NATURAL, "5.3.15-alpine3.24", "tag-unordered"],
      ["a variant", "^\\d+\\.\\d+\\.\\d+-alpine\\d+\\.\\d+$", NATURAL, "5.3.15-alpine3.24"],
      ["date tags", "^devel-\\d{8}$", NATURAL, "devel-20260817"],
    ],
  },
  {
    image: "busybox",
    tags: "1 1-glibc 1-musl 1-ubuntu 1-uclibc 1.21-ubuntu 1.21.0-ubuntu 1.36.1 1.36.1-glibc 1.36.1-uclibc 1.37 1.37-glibc 1.37-musl 1.37-uclibc 1.37.0 1.37.0-glibc 1.37.0-musl 1.37.0-uclibc 1.38 1.38-glibc 1.38-musl 1.38-uclibc 1.38.0 1.38.0-glibc 1.38.0-musl 1.38.0-uclibc buildroot-2013.08.1 buildroot-2014.02 GitRepo glibc latest musl stable stable-glibc stable-musl stable-uclibc ubuntu ubuntu-12.04 ubuntu-14.04 uclibc unstable unstable-glibc unstable-musl unstable-uclibc",
    intents: [
      ["no filter", "", NATURAL, "unstable-uclibc", "tag-floating"],
      ["newest release", "", SEMVER, "1.38.0"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "1.38.0"],
      ["a variant", "-musl$", NATURAL, "unstable-musl", "tag-floating"],
      ["a variant of releases", "^\\d+\\.\\d+\\.\\d+-musl$", NATURAL, "1.38.0-musl"],
    ],
  },
  {
    image: "caddy",
    tags: "2.8.0-rc.1 2.8.0-rc.1-alpine 2.8.0-rc.1-builder 2.8.0-rc.1-builder-alpine 2.8.0-rc.1-builder-windowsservercore-1809 2.8.0-rc.1-builder-windowsservercore-ltsc2022 2.8.0-rc.1-windowsservercore 2.8.0-rc.1-windowsservercore-1809 2.8.0-rc.1-windowsservercore-ltsc2022 2.9.0-beta.3-builder-windowsservercore-1809 2.9.0-beta.3-windowsservercore-1809 2.10-builder-windowsservercore-1809 2.10-windowsservercore-1809 2.10.0-builder-windowsservercore-1809 2.10.0-windowsservercore-1809 2.11 2.11-alpine 2.11-builder 2.11-builder-alpine 2.11-builder-windowsservercore-ltsc2025 2.11-nanoserver-ltsc2025 2.11-windowsservercore 2.11-windowsservercore-ltsc2025 2.11.0-beta.2 2.11.0-beta.2-alpine 2.11.0-beta.2-builder 2.11.0-beta.2-builder-alpine 2.11.0-beta.2-builder-windowsservercore-ltsc2025 2.11.0-beta.2-nanoserver-ltsc2025 2.11.0-beta.2-windowsservercore 2.11.0-beta.2-windowsservercore-ltsc2025 2.11.3 2.11.3-alpine 2.11.4 2.11.4-alpine 2.11.4-builder 2.11.4-builder-alpine 2.11.4-builder-windowsservercore-ltsc2025 2.11.4-nanoserver 2.11.4-nanoserver-ltsc2025 2.11.4-windowsservercore 2.11.4-windowsservercore-ltsc2025 windowsservercore-ltsc2022 windowsservercore-ltsc2025",
    intents: [
      ["no filter", "", NATURAL, "windowsservercore-ltsc2025", "tag-floating"],
      ["newest release", "", SEMVER, "2.11.4"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "2.11.4"],
      ["a variant", "^\\d+\\.\\d+\\.\\d+-alpine$", NATURAL, "2.11.4-alpine"],
      ["one major version", "", { kind: "semver", range: "^2.9" }, "2.11.4"],
    ],
  },
  {
    image: "consul",
    tags: "1.6.0-rc1 1.8.0-beta 1.8.0-rc1 1.9.0-beta 1.9.0-rc1 1.10.0-beta 1.10.0-beta3 1.10.0-beta4 1.10.0-rc 1.10.0-rc2 1.11.0-beta 1.11.0-beta2 1.11.0-beta3 1.12 1.13 1.14 1.14.7 1.14.8 1.15 1.15.1 1.15.2 1.15.3 1.15.4 beta GitRepo latest v0.6.4 v0.7.0",
    intents: [
      ["no filter", "", NATURAL, "v0.7.0", "tag-mixed"],
      ["newest release", "", SEMVER, "1.15.4"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "1.15.4"],
      ["newest patch of a minor version", "^1\\.14\\.\\d+$", NATURAL, "1.14.8"],
    ],
  },
  {
    image: "elasticsearch",
    tags: "1 1-alpine 2 2-alpine 2.0.0-beta1 2.0.0-beta2 2.0.0-rc1 5 5-alpine 5.0.0-alpha2 5.0.0-alpha3 5.0.0-alpha4 5.0.0-alpha5 5.0.0-rc1 5.3 5.3-alpine 5.4 5.4-alpine 5.5 5.5-alpine 5.6 5.6-alpine 5.6.13-alpine 5.6.14-alpine 5.6.15-alpine 5.6.16-alpine 7.17.27 7.17.28 9.4.4 9.4.5 9.5.1 9.5.2 alpine GitRepo latest",
    intents: [
      ["no filter", "", NATURAL, "latest", "tag-floating"],
      ["newest release", "", SEMVER, "9.5.2"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "9.5.2"],
      ["one major version", "", { kind: "semver", range: "7.x" }, "7.17.28"],
    ],
  },
  {
    image: "httpd",
    tags: "2 2-alpine 2-alpine3.23 2-alpine3.24 2-bookworm 2-bullseye 2-buster 2-trixie 2.2 2.2-alpine 2.4 2.4-alpine 2.4-alpine3.23 2.4-alpine3.24 2.4-bookworm 2.4-bullseye 2.4-buster 2.4-trixie 2.4.50-buster 2.4.51-buster 2.4.56-bullseye 2.4.57-bullseye 2.4.64-bookworm 2.4.65-bookworm 2.4.66 2.4.66-alpine 2.4.67 2.4.67-alpine 2.4.67-alpine3.23 2.4.67-trixie 2.4.68 2.4.68-alpine 2.4.68-alpine3.23 2.4.68-alpine3.24 2.4.68-trixie alpine alpine3.23 alpine3.24 bookworm bullseye buster GitRepo latest trixie",
    intents: [
      ["no filter", "", NATURAL, "trixie", "tag-floating"],
      ["newest release", "", SEMVER, "2.4.68"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "2.4.68"],
      ["a variant", "^\\d+\\.\\d+\\.\\d+-alpine$", NATURAL, "2.4.68-alpine"],
      ["any version", "^\\d", NATURAL, "2.4.68-trixie", "tag-unordered"],
    ],
  },
  {
    image: "kibana",
    tags: "4 4.2.0-beta1 4.2.0-beta2 5 5.0.0-alpha2 5.0.0-alpha3 5.0.0-alpha4 5.0.0-alpha5 5.0.0-rc1 5.3 5.4 5.5 5.6 7.17.28 7.17.29 9.4.4 9.4.5 9.5.1 9.5.2 GitRepo latest",
    intents: [
      ["no filter", "", NATURAL, "latest", "tag-floating"],
      ["newest release", "", SEMVER, "9.5.2"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "9.5.2"],
      ["one major version", "", { kind: "semver", range: "7.x" }, "7.17.29"],
    ],
  },
  {
    image: "mariadb",
    tags: "5.5.64-trusty 10.0.38-xenial 10.3-jessie 10.3.8-jessie 10.5-bionic 10.5.3-bionic 10.8-focal 10.8.2-focal 11-jammy 11.3-jammy 11.3.2-jammy 11.4-rc-jammy 11.4.1-rc-jammy 11.4.11 11.4.12 11.4.12-ubi 11.4.12-ubi9 12 12-noble 12-ubi 12-ubi10 12.2.2 12.3 12.3-noble 12.3-noble-rc 12.3-ubi 12.3-ubi10 12.3.1-noble-rc 12.3.2 12.3.2-noble 12.3.2-ubi 12.3.2-ubi10 13.0-rc 13.0-resolute-rc 13.0-ubi-rc 13.0-ubi10-rc 13.0.1-rc 13.0.1-resolute-rc 13.0.1-ubi-rc 13.0.1-ubi10-rc lts-ubi lts-ubi10 rc-bionic rc-focal",
    intents: [
      ["no filter", "", NATURAL, "rc-focal", "tag-floating"],
      ["newest release", "", SEMVER, "12.3.2"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "12.3.2"],
      ["one minor version", "^11\\.4\\.", NATURAL, "11.4.12-ubi9", "tag-unordered"],
      ["newest patch of a minor version", "^11\\.4\\.\\d+$", NATURAL, "11.4.12"],
      ["any version", "^\\d", NATURAL, "13.0.1-ubi10-rc", "tag-prerelease"],
    ],
  },
  {
    image: "memcached",
    tags: "1 1-alpine 1-alpine3.23 1-alpine3.24 1-bookworm 1-bullseye 1-buster 1-trixie 1.5 1.5-alpine 1.6 1.6-alpine 1.6-alpine3.23 1.6-alpine3.24 1.6-bookworm 1.6-bullseye 1.6-buster 1.6-trixie 1.6.10-buster 1.6.12-buster 1.6.19-bullseye 1.6.20-bullseye 1.6.38-bookworm 1.6.39-bookworm 1.6.43 1.6.43-alpine 1.6.43-alpine3.24 1.6.44 1.6.44-alpine 1.6.44-alpine3.24 1.6.44-trixie 1.6.45 1.6.45-alpine 1.6.45-alpine3.24 1.6.45-trixie alpine alpine3.23 alpine3.24 bookworm bullseye buster GitRepo latest trixie",
    intents: [
      ["no filter", "", NATURAL, "trixie", "tag-floating"],
      ["newest release", "", SEMVER, "1.6.45"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "1.6.45"],
      ["a variant", "^\\d+\\.\\d+\\.\\d+-alpine$", NATURAL, "1.6.45-alpine"],
    ],
  },
  {
    image: "mysql",
    tags: "5.7.6-m16 5.7.8-rc 8-debian 8.0-bookworm 8.0-bullseye 8.0-debian 8.0.4-rc 8.0.36-bullseye 8.0.45-bookworm 8.0.45-debian 8.0.46-bookworm 8.0.46-debian 8.4.10 8.4.11 9 9-oracle 9-oraclelinux9 9.7 9.7-oracle 9.7-oraclelinux9 9.7.2 9.7.2-oracle 9.7.2-oraclelinux9 26 26-oracle 26-oraclelinux9 26.7 26.7-oracle 26.7-oraclelinux9 26.7.0 26.7.0-oracle 26.7.0-oraclelinux9 debian GitRepo innovation innovation-oracle innovation-oraclelinux9 latest lts lts-oracle lts-oraclelinux9 oracle oraclelinux8 oraclelinux9",
    intents: [
      ["no filter", "", NATURAL, "oraclelinux9", "tag-floating"],
      ["newest release", "", SEMVER, "26.7.0", "tag-jump"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "26.7.0", "tag-jump"],
      ["newest patch of a major version", "", { kind: "semver", range: "8.x" }, "8.4.11"],
      ["a variant", "-debian$", NATURAL, "8.0.46-debian"],
    ],
  },
  {
    image: "nginx",
    tags: "1-alpine3.24 1-alpine3.24-perl 1-alpine3.24-slim 1.29.1-bookworm 1.29.1-bookworm-otel 1.29.1-bookworm-perl 1.30 1.30.3 1.30.4 1.31 1.31-alpine 1.31-alpine-perl 1.31-alpine-slim 1.31-alpine3.24 1.31-alpine3.24-otel 1.31-alpine3.24-perl 1.31-alpine3.24-slim 1.31-perl 1.31.3 1.31.3-alpine 1.31.4 1.31.4-alpine 1.31.4-alpine-otel 1.31.4-alpine-perl 1.31.4-alpine-slim 1.31.4-alpine3.24 1.31.4-alpine3.24-otel 1.31.4-alpine3.24-perl 1.31.4-alpine3.24-slim 1.31.4-otel 1.31.4-perl 1.31.4-trixie 1.31.4-trixie-otel 1.31.4-trixie-perl alpine3.24 alpine3.24-perl alpine3.24-slim mainline-alpine mainline-alpine3.24 mainline-alpine3.24-perl mainline-alpine3.24-slim stable-alpine trixie-otel trixie-perl",
    intents: [
      ["no filter", "", NATURAL, "trixie-perl", "tag-floating"],
      ["newest release", "", SEMVER, "1.31.4"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "1.31.4"],
      ["a variant", "^\\d+\\.\\d+\\.\\d+-alpine$", NATURAL, "1.31.4-alpine"],
      ["a variant, without the version", "-alpine$", NATURAL, "stable-alpine", "tag-floating"],
      ["minor versions", "^\\d+\\.\\d+$", NATURAL, "1.31", "tag-floating"],
      ["newest patch of a minor version", "^1\\.30\\.\\d+$", NATURAL, "1.30.4"],
      ["any version", "^\\d", NATURAL, "1.31.4-trixie-perl", "tag-unordered"],
    ],
  },
  {
    image: "postgres",
    tags: "9.6-beta4 9.6.24 9.6.24-alpine 9.6.24-alpine3.15 9.6.24-stretch 11-stretch 11.16-stretch 13-beta3 13-beta3-alpine 13-buster 13-rc1 13-rc1-alpine 13.4-buster 17 17-bullseye 12.22 12.22-alpine 15.18 15.18-alpine 17.5-bullseye 17.10 17.11 17rc1-bullseye 18 18-alpine 18-alpine3.24 18-bookworm 18-trixie 18.4 18.4-alpine 18.6 18.6-alpine 18.6-alpine3.24 18.6-bookworm 18.6-trixie 18beta2-bullseye 18rc1 18rc1-alpine 18rc1-alpine3.22 18rc1-bookworm 19beta3 19beta3-alpine 19beta3-alpine3.24 19beta3-bookworm 19beta3-trixie alpine3.24 latest trixie",
    intents: [
      ["no filter", "", NATURAL, "trixie", "tag-floating"],
      ["newest release", "", SEMVER, "18.6"],
      ["a variant", "^\\d+\\.\\d+-alpine$", NATURAL, "18.6-alpine"],
      ["any version", "^\\d+", NATURAL, "19beta3-trixie", "tag-prerelease"],
      ["two numbers", "^\\d+\\.\\d+$", NATURAL, "18.6"],
      ["three numbers", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "9.6.24", "tag-unordered"],
      ["three numbers", "^\\d+\\.\\d+\\.\\d+$", SEMVER, "9.6.24", "tag-unordered"],
      [
        "three numbers and a variant",
        "^\\d+\\.\\d+\\.\\d+-alpine$",
        NATURAL,
        "9.6.24-alpine",
        "tag-unordered",
      ],
      ["one major version", "^9\\.\\d+\\.\\d+$", NATURAL, "9.6.24"],
      ["one major version", "^\\d+\\.\\d+\\.\\d+$", { kind: "semver", range: "9.x" }, "9.6.24"],
      ["newest patch of a major version", "^17\\.\\d+$", NATURAL, "17.11"],
      ["major versions", "^\\d+$", NATURAL, "18", "tag-floating"],
    ],
  },
  {
    image: "rabbitmq",
    tags: "4 4-alpine 4-management 4-management-alpine 4.2 4.2-alpine 4.2-management 4.2.0-beta.3 4.2.0-beta.3-alpine 4.2.0-beta.3-management 4.2.0-beta.3-management-alpine 4.2.0-beta.4 4.2.0-beta.4-alpine 4.2.0-beta.4-management 4.2.0-beta.4-management-alpine 4.3 4.3-alpine 4.3-management 4.3-management-alpine 4.3-rc 4.3-rc-alpine 4.3-rc-management 4.3-rc-management-alpine 4.3.0-rc.0 4.3.0-rc.0-alpine 4.3.0-rc.0-management 4.3.0-rc.0-management-alpine 4.3.0-rc.1 4.3.0-rc.1-alpine 4.3.0-rc.1-management 4.3.0-rc.1-management-alpine 4.3.4 4.3.4-alpine 4.3.4-management 4.3.4-management-alpine 4.3.5 4.3.5-alpine 4.3.5-management 4.3.5-management-alpine alpine GitRepo latest management management-alpine",
    intents: [
      ["no filter", "", NATURAL, "management-alpine", "tag-floating"],
      ["newest release", "", SEMVER, "4.3.5"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "4.3.5"],
      ["a variant", "^\\d+\\.\\d+\\.\\d+-management-alpine$", NATURAL, "4.3.5-management-alpine"],
      ["any version", "^\\d", NATURAL, "4.3.5-management-alpine", "tag-unordered"],
    ],
  },
  {
    image: "redis",
    tags: "5-32bit 5.0-32bit 5.0-rc6-32bit-stretch 5.0-rc6-stretch 5.0.5-32bit-stretch 5.0.5-stretch 5.0.14-32bit 5.0.14-32bit-buster 6.0-rc1-32bit 6.2-buster 6.2-rc3-buster 6.2.6-buster 7.0-bullseye 7.0.11-bullseye 7.2-rc2-bullseye 7.4-rc 7.4-rc-alpine 7.4-rc-alpine3.20 8 8-alpine 8-alpine3.23 8.0-M04 8.0-M04-alpine3.21 8.0-M04-bookworm 8.4-bookworm 8.4-rc1-bookworm 8.4.0-bookworm 8.10 8.10-alpine 8.10-alpine3.23 8.10-rc2 8.10-rc2-alpine 8.10-rc2-alpine3.23 8.10-trixie 8.10.0 8.10.1 8.10.1-alpine 8.10.1-alpine3.23 8.10.1-trixie 32bit-buster 32bit-stretch alpine3.23 trixie windowsservercore",
    intents: [
      ["no filter", "", NATURAL, "windowsservercore", "tag-floating"],
      ["newest release", "", SEMVER, "8.10.1"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "8.10.1"],
      ["release candidates too", "^\\d+\\.\\d+(\\.\\d+)?(-rc\\d+)?$", NATURAL, "8.10.1"],
      ["any version", "^\\d", NATURAL, "32bit-stretch", "tag-floating"],
      [
        "a version in a group",
        "^(\\d+\\.\\d+\\.\\d+)",
        { kind: "semver", extract: "$1" },
        "8.10.1-alpine3.23",
        "tag-unordered",
      ],
    ],
  },
  {
    image: "rust",
    tags: "1-alpine3.24 1-bookworm 1-bullseye 1-slim-bullseye 1.28-jessie 1.28-slim-jessie 1.28.0-jessie 1.28.0-slim-jessie 1.45-slim-stretch 1.45-stretch 1.45.2-slim-stretch 1.45.2-stretch 1.79-buster 1.79-slim-buster 1.79.0-buster 1.79.0-slim-buster 1.97.1 1.97.1-slim 1.98 1.98-alpine 1.98-alpine3.24 1.98-bookworm 1.98-bullseye 1.98-slim 1.98-slim-bookworm 1.98-slim-bullseye 1.98-slim-trixie 1.98-trixie 1.98.0 1.98.0-alpine 1.98.0-alpine3.24 1.98.0-bookworm 1.98.0-bullseye 1.98.0-slim 1.98.0-slim-bookworm 1.98.0-slim-bullseye 1.98.0-slim-trixie 1.98.0-trixie alpine3.24 bookworm bullseye slim-bullseye stretch trixie",
    intents: [
      ["no filter", "", NATURAL, "trixie", "tag-floating"],
      ["newest release", "", SEMVER, "1.98.0"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "1.98.0"],
      ["a variant", "^\\d+\\.\\d+\\.\\d+-slim$", NATURAL, "1.98.0-slim"],
      ["several variants", "-slim", NATURAL, "1.98.0-slim-trixie", "tag-unordered"],
    ],
  },
  {
    image: "ubuntu",
    tags: "14.04.5 16.04 18.04 20.04 22.04 24.04 25.04 26.04 26.10 artful-20180706 bionic-20210615.1 bionic-20230530 cosmic-20190719 disco-20200114 eoan-20200608 focal-20250404 groovy-20210325.1 groovy-20210723 hirsute-20220113 impish-20220531 jammy-20260731.1 jammy-20260810 kinetic-20230624 lunar-20231128 mantic-20230807.1 mantic-20240530 noble-20260610 noble-20260730.1 noble-20260810 oracular-20250619 plucky-20251001 precise-20160923.1 precise-20170331 questing-20260610 resolute-20260707 resolute-20260811.1 stonking-20260705 trusty-20160923.1 trusty-20191217 utopic-20150625 vivid-20160122 wily-20160706 xenial-20180112.1 xenial-20210804 yakkety-20170517.1 yakkety-20170704 zesty-20170517.1 zesty-20171114 zesty-20171122",
    intents: [
      ["no filter", "", NATURAL, "zesty-20171122", "tag-floating"],
      ["newest release", "", SEMVER, "26.10"],
      ["a point release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "14.04.5", "tag-unordered"],
      ["newest LTS", "^\\d\\d\\.04$", NATURAL, "26.04"],
      ["a date tag", "^noble-\\d{8}$", NATURAL, "noble-20260810"],
      ["date tags", "^[a-z]+-\\d{8}$", NATURAL, "zesty-20171122", "tag-floating"],
      ["a month", "", { kind: "calver", format: "YY.0M" }, "26.10"],
    ],
  },
  {
    image: "vault",
    tags: "0.6 1.2.0-beta1 1.2.0-beta2 1.3.0-beta1 1.4.0-beta1 1.5.0-rc 1.6.0-rc 1.9.0-rc1 1.10.0-rc1 1.11.0-rc1 1.12.0-rc1 1.12.6 1.12.7 1.13.0 1.13.1 1.13.2 1.13.3 GitRepo latest v0.6.0",
    intents: [
      ["no filter", "", NATURAL, "v0.6.0", "tag-mixed"],
      ["newest release", "", SEMVER, "1.13.3"],
      ["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "1.13.3"],
      ["newest patch of a minor version", "^1\\.12\\.\\d+$", NATURAL, "1.12.7"],
    ],
  },
];
