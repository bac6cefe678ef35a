import type { ImageHistory } from "./image-histories.js";

const NATURAL = { kind: "natural" } as const;
const SEMVER = { kind: "semver" } as const;

// Tags as further images have them, a few of each kind, with the intents of `image-histories.ts`.
export const OTHER_IMAGES: readonly ImageHistory[] = [
  {
    image: "gradle",
    tags: "latest jdk21 jdk25-ubi10 9.2.1-jdk21 9.2.1-jdk25-ubi10 9.2.1 9.2 9 8.14.3 8.14.3-jdk21-alpine alpine jdk8-corretto graal ubi jdk-lts-and-current-graal 9.2.0",
    intents: [
      ["no filter", "", NATURAL, "ubi", "tag-floating"],
      ["any version", "^\\d", NATURAL, "9.2.1-jdk25-ubi10", "tag-unordered"],
    ],
  },
  {
    image: "maven",
    tags: "latest 3.9.11-eclipse-temurin-25 3.9.11-sapmachine-21 3-eclipse-temurin-21 sapmachine eclipse-temurin-25 4.0.0-rc-5-eclipse-temurin-25 4.0.0-rc-5 4.0.0-rc-5-sapmachine-21 3.9.11 3.9 3 amazoncorretto-21-al2023 3.9.11-amazoncorretto-21-al2023",
    intents: [
      ["no filter", "", NATURAL, "sapmachine", "tag-floating"],
      ["any version", "^\\d", NATURAL, "4.0.0-rc-5-sapmachine-21", "tag-prerelease"],
    ],
  },
  {
    image: "maven",
    tags: "sapmachine-21 sapmachine-17 3.9.11-sapmachine-21 eclipse-temurin-25 ibmjava-8 ibm-semeru-21-noble 3.9.11-ibm-semeru-21-noble 3.9.11",
    intents: [["no filter", "", NATURAL, "sapmachine-21", "tag-floating"]],
  },
  {
    image: "tomcat",
    tags: "latest jre8 11.0.14-jdk21-temurin-noble 11.0.14 11.0 11 9.0.110-jre8-temurin-jammy 10.1.49 jdk25-temurin jre25 11.0.14-jre25-temurin 11.0.0-M20 11.0.0-M20-jdk21 9-jdk8-corretto-al2",
    intents: [
      ["no filter", "", NATURAL, "latest", "tag-floating"],
      ["any version", "^\\d", NATURAL, "11.0.14-jre25-temurin", "tag-unordered"],
    ],
  },
  {
    image: "wordpress",
    tags: "latest php8.5 php8.5-fpm-alpine cli cli-2.12.0 cli-2.12.0-php8.4 cli-php8.5 beta-6.9-RC3-php8.3-fpm-alpine beta-php8.3 beta-6.9 6.8.3 6.8.3-php8.4-fpm 6.8.3-fpm-alpine 6.8 6 fpm",
    intents: [["no filter", "", NATURAL, "php8.5-fpm-alpine", "tag-floating"]],
  },
  {
    image: "wordpress",
    tags: "latest php8.5 cli cli-2.12.0 cli-2.12.0-php8.4 beta-6.9-RC3-php8.3-fpm-alpine beta-php8.3 beta-6.9 6.8.3 6.8.3-php8.4-fpm 6.8.3-fpm-alpine 6.8 6 fpm",
    intents: [["any version", "^\\d", NATURAL, "6.8.3-php8.4-fpm", "tag-unordered"]],
  },
  {
    image: "wordpress",
    tags: "latest cli cli-2.12.0 cli-2.11.0 beta-6.9 6.8.3 6.8.2",
    intents: [["any version", "\\d", NATURAL, "cli-2.12.0", "tag-unordered"]],
  },
  {
    image: "grafana",
    tags: "latest latest-ubuntu main main-ubuntu master nightly 12.3.0 12.3.0-ubuntu 12.3 12.4.0-19788418-ubuntu 12.4.0-19788418 12.2.1 v6.5.0 9.5.0-cloud.5.a016665c sha-1234567 dev-preview-20251101",
    intents: [["no filter", "", NATURAL, "v6.5.0", "tag-mixed"]],
  },
  {
    image: "grafana",
    tags: "latest latest-ubuntu main main-ubuntu master nightly 12.3.0 12.3.0-ubuntu 12.3 12.4.0-19788418-ubuntu 12.4.0-19788418 12.2.1 9.5.0-cloud.5.a016665c",
    intents: [["any version", "^\\d", NATURAL, "12.4.0-19788418-ubuntu", "tag-unordered"]],
  },
  {
    image: "grafana",
    tags: "latest main 12.3.0 12.3.0-ubuntu 12.3 12.4.0-19788418 12.2.1",
    intents: [["newest release", "", SEMVER, "12.3.0"]],
  },
  {
    image: "traefik",
    tags: "latest v3.6.2 v3.6 v3 v2.11.31 tetedemoine v3.6.2-windowsservercore-ltsc2022 windowsservercore-ltsc2022 nanoserver-ltsc2022 v3.7.0-ea.1 3.6.2 v3.7 1.7.34-alpine v1.7.34-alpine ramequin yaourt",
    intents: [["no filter", "", NATURAL, "yaourt", "tag-floating"]],
  },
  {
    image: "traefik",
    tags: "latest v3.6.2 v3.6 v3 v2.11.31 v3.6.2-windowsservercore-ltsc2022 v3.7.0-ea.1 3.6.2",
    intents: [["any version", "^v?\\d", NATURAL, "v3.7.0-ea.1", "tag-prerelease"]],
  },
  {
    image: "traefik",
    tags: "v3.6.2 v3.6 v3 v3.6.2-windowsservercore-ltsc2022 v3.6.1 v2.11.31",
    intents: [["any version", "^v", NATURAL, "v3.6.2-windowsservercore-ltsc2022", "tag-unordered"]],
  },
  {
    image: "jenkins",
    tags: "latest lts lts-jdk21 2.541 2.541-jdk21 2.528.3-lts 2.528.3-lts-jdk21 2.528.3 alpine jdk21 windowsservercore-ltsc2022 rhel-ubi9-jdk17 centos7-2.346.1 almalinux slim-jdk21 2.541-slim-jdk21 2.541-rhel-ubi9 lts-windowsservercore-ltsc2022",
    intents: [["no filter", "", NATURAL, "windowsservercore-ltsc2022", "tag-floating"]],
  },
  {
    image: "jenkins",
    tags: "lts lts-jdk21 2.541 2.541-jdk21 2.528.3-lts 2.528.3-lts-jdk21 2.528.3 2.541-slim-jdk21",
    intents: [["any version", "^\\d", NATURAL, "2.541-slim-jdk21", "tag-unordered"]],
  },
  {
    image: "jenkins",
    tags: "lts lts-jdk21 2.541 2.541-jdk21 2.528.3-lts 2.528.3-lts-jdk21 2.528.3 2.541-slim-jdk21 2.540",
    intents: [["newest release", "", SEMVER, "2.528.3", "tag-unordered"]],
  },
  {
    image: "jenkins",
    tags: "2.541 2.540 2.528.3 2.528.2 2.516.3",
    intents: [["newest LTS", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "2.528.3"]],
  },
  {
    image: "builds next to versions",
    tags: "1.2.3 1.2.4 4711 4712 2024.01 2 1",
    intents: [["newest release", "^\\d+\\.\\d+\\.\\d+$", NATURAL, "1.2.4"]],
  },
  {
    image: "more numbers from 10 on",
    tags: "9.5 9.6 10.0.1 10.0.2 10",
    intents: [
      ["two numbers", "^\\d+\\.\\d+$", NATURAL, "9.6", "tag-unordered"],
      ["one major version", "^9\\.\\d+$", NATURAL, "9.6"],
    ],
  },
  {
    image: "openjdk",
    tags: "latest 26-ea-7-jdk-oraclelinux9 26-ea-7-jdk 26-ea-jdk 26-jdk 26 25 25-rc 25-jdk 24-ea-jdk-slim 8u342-jre 8-jre 17.0.2-jdk 17 jdk 18.0.2.1-jdk oraclelinux9 jdk-oraclelinux9 windowsservercore-1809 nanoserver",
    intents: [["no filter", "", NATURAL, "windowsservercore-1809", "tag-floating"]],
  },
  {
    image: "openjdk",
    tags: "26-ea-7-jdk-oraclelinux9 26-ea-7-jdk 26-ea-jdk 26-jdk 26 25 25-rc 25-jdk 8u342-jre 17.0.2-jdk 17 18.0.2.1-jdk",
    intents: [["one kind of tag", "-jdk$", NATURAL, "26-jdk"]],
  },
  {
    image: "openjdk",
    tags: "26-ea-7-jdk 26-ea-jdk 26-jdk 26 25 25-jdk 17.0.2-jdk 17.0.2 17 18.0.2.1-jdk 18.0.2.1",
    intents: [["newest release", "", SEMVER, "17.0.2", "tag-unordered"]],
  },
  {
    image: "php",
    tags: "latest 8.5.0 8.5.0-fpm 8.5.0-zts-trixie 8.5 8 8.5.0RC5-cli-trixie 8.5-rc-fpm rc-zts-bookworm zts zts-trixie zts-alpine3.22 fpm apache 8.4.15 8.6.0alpha1-zts 8.6-rc",
    intents: [["no filter", "", NATURAL, "zts-trixie", "tag-floating"]],
  },
  {
    image: "php",
    tags: "latest 8.5.0 8.5.0-fpm 8.5.0-zts-trixie 8.5 8 8.4.15 8.4.15-fpm 8.6.0alpha1-zts 8.6-rc 8.6-rc-zts",
    intents: [["any version", "^\\d", NATURAL, "8.6.0alpha1-zts", "tag-prerelease"]],
  },
  {
    image: "perl",
    tags: "latest threaded threaded-trixie stable-threaded devel-slim-threaded-trixie 5.42.0 5.42.0-threaded 5.43.5 5.43.5-threaded 5.43 5.42 5 slim-trixie",
    intents: [["no filter", "", NATURAL, "threaded-trixie", "tag-floating"]],
  },
  {
    image: "haproxy",
    tags: "latest lts lts-alpine3.22 3.3.0 3.3 3.4-dev 3.4-dev1 3.4-dev1-alpine3.22 dev-trixie dev alpine3.22 3.2.9-alpine trixie",
    intents: [["no filter", "", NATURAL, "trixie", "tag-floating"]],
  },
  {
    image: "haproxy",
    tags: "latest lts 3.3.0 3.3.0-alpine 3.3 3.4-dev 3.4-dev1 3.4-dev1-alpine3.22 3.2.9",
    intents: [["any version", "^\\d", NATURAL, "3.4-dev1-alpine3.22", "tag-prerelease"]],
  },
  {
    image: "couchbase",
    tags: "latest enterprise community enterprise-8.0.0 community-7.6.2 8.0.0 enterprise-7.6.8 enterprise-sandbox-4.5.0-DP1 6.5.0-beta 7.6.8 community-sandbox 4.5.0-DP1",
    intents: [["no filter", "", NATURAL, "latest", "tag-floating"]],
  },
  {
    image: "couchbase",
    tags: "8.0.0 enterprise-8.0.0 7.6.8 4.5.0-DP1 6.5.0-beta",
    intents: [["any version", "^\\d", NATURAL, "8.0.0"]],
  },
  {
    image: "swift",
    tags: "latest 6.2.1 6.2.1-noble-slim 6.2 slim jammy focal-slim rhel-ubi9 windowsservercore-ltsc2022 centos7 bookworm amazonlinux2 6.2.1-rhel-ubi9 6.2-focal noble-slim",
    intents: [["no filter", "", NATURAL, "windowsservercore-ltsc2022", "tag-floating"]],
  },
  {
    image: "ros",
    tags: "latest rolling rolling-ros-core-noble noetic noetic-ros-core-focal humble-perception-jammy kinetic lunar melodic jazzy jazzy-ros-base-noble",
    intents: [["no filter", "", NATURAL, "rolling-ros-core-noble", "tag-floating"]],
  },
  {
    image: "debian",
    tags: "latest trixie trixie-20251117 trixie-20251117-slim sid-20251117 bookworm-20251117 unstable-20251117 testing-20251117 rc-buggy-20251117 13.2-slim 13.2 13.1 12.12 stable-20251117 stable-slim wheezy-20181226 jessie-20210326 13 12 unstable-slim oldoldstable",
    intents: [["no filter", "", NATURAL, "wheezy-20181226", "tag-floating"]],
  },
  {
    image: "debian",
    tags: "13.2-slim 13.2 13.1 13.1-slim 12.12 13 13-slim 12",
    intents: [["any version", "^\\d", NATURAL, "13.2-slim", "tag-unordered"]],
  },
  {
    image: "debian",
    tags: "trixie-20251117 trixie-20251103 bookworm-20251117 13.2 13.1 13 12.12 8.11 latest",
    intents: [["newest release", "", SEMVER, "13.2", "tag-floating"]],
  },
  {
    image: "fedora",
    tags: "latest rawhide branched 43 44 42 41 21",
    intents: [["no filter", "", NATURAL, "rawhide", "tag-floating"]],
  },
  {
    image: "fedora",
    tags: "43 44 42 41 21 latest rawhide",
    intents: [
      ["newest release", "", SEMVER, "44", "tag-floating"],
      ["one kind of tag", "^\\d+$", NATURAL, "44"],
    ],
  },
  {
    image: "rockylinux",
    tags: "9.3.20231119-minimal 9.3.20231119 9.3 9 9-minimal 8.9.20231119 8 8.9-minimal 8.9 9.3-minimal 9.2.20230513 9-ubi-init",
    intents: [["no filter", "", NATURAL, "9.3.20231119-minimal", "tag-unordered"]],
  },
  {
    image: "rockylinux",
    tags: "9.3.20231119 9.3 9 8.9.20231119 8 8.9 9.2.20230513 9.2",
    intents: [["newest release", "", SEMVER, "9.3.20231119"]],
  },
  {
    image: "rockylinux",
    tags: "9.3.20231119-minimal 9.3.20231119 9.3 9 9-minimal 8.9.20231119 8 8.9 9.3-minimal 9.2.20230513 9-ubi-init",
    intents: [["one kind of tag", "^\\d+\\.\\d+$", NATURAL, "9.3", "tag-floating"]],
  },
  {
    image: "oraclelinux",
    tags: "10 10-slim 9 9-slim 9-slim-fips 8 8.10 7.9 7-slim 8-slim 6.10 latest",
    intents: [["no filter", "", NATURAL, "latest", "tag-floating"]],
  },
  {
    image: "oraclelinux",
    tags: "10 10-slim 9 9-slim 8 8.10 7.9 7-slim 8-slim 6.10 latest",
    intents: [["newest release", "", SEMVER, "10", "tag-floating"]],
  },
  {
    image: "docker",
    tags: "latest dind cli 29.1.2 29.1.2-dind 29.1.2-dind-rootless 29-windowsservercore-ltsc2025 windowsservercore-ltsc2025 windowsservercore-1809 windowsservercore 29.0.0-rc.3 29 29.1 28.5.2 stable-dind test-git edge git",
    intents: [["no filter", "", NATURAL, "windowsservercore-ltsc2025", "tag-floating"]],
  },
  {
    image: "docker",
    tags: "29.1.2 29.1.2-dind 29.1.2-dind-rootless 29-windowsservercore-ltsc2025 29 29.1 28.5.2 29.1.1 29.1.2-windowsservercore",
    intents: [["any version", "^\\d", NATURAL, "29.1.2-windowsservercore", "tag-unordered"]],
  },
  {
    image: "elasticsearch of Elastic",
    tags: "9.2.1 9.2.1-amd64 9.2.1-arm64 9.3.0-SNAPSHOT 9.3.0-SNAPSHOT-arm64 9.2.1-SNAPSHOT 8.19.7 8.0.0-rc2",
    intents: [["any version", "^\\d", NATURAL, "9.3.0-SNAPSHOT-arm64", "tag-prerelease"]],
  },
  {
    image: "elasticsearch of Elastic",
    tags: "9.2.1 9.2.1-amd64 9.2.1-arm64 9.2.0 9.2.0-arm64 8.19.7 8.0.0-rc2",
    intents: [["any version", "^\\d", NATURAL, "9.2.1-arm64", "tag-unordered"]],
  },
  {
    image: "vault-enterprise",
    tags: "1.21.1-ent 1.21.1 1.21.1-ent.hsm 1.20.0 1.21.1-ubi 1.22.0-rc1 latest",
    intents: [["no filter", "", NATURAL, "latest", "tag-floating"]],
  },
  {
    image: "gitlab",
    tags: "18.6.0-ce.0 18.6.0-ce.0.1 18.5.2-ce.0 latest rc nightly 18.6.0-rc42.ce.0",
    intents: [["no filter", "", NATURAL, "rc", "tag-floating"]],
  },
  {
    image: "gitlab",
    tags: "18.6.0-ce.0 18.5.2-ce.0 18.6.0-rc42.ce.0 18.7.0-rc42.ce.0",
    intents: [["any version", "^\\d", NATURAL, "18.7.0-rc42.ce.0", "tag-prerelease"]],
  },
  {
    image: "nexus",
    tags: "3.86.2 3.86.2-java21 3.86.2-alpine latest 3.86.1 3.70.1-java11-ubi 3.86.2-ubi",
    intents: [["any version", "^\\d", NATURAL, "3.86.2-ubi", "tag-unordered"]],
  },
  {
    image: "keycloak",
    tags: "26.4.5 26.4.5-0 26.4.5-1 26.4 latest nightly 25.0.6 26.4.4 legacy 16.1.1",
    intents: [["no filter", "", NATURAL, "nightly", "tag-floating"]],
  },
  {
    image: "sonarqube",
    tags: "2025.6.0-enterprise 25.11.0.114957-community 10.7.0-community lts-community 9.9.8-community community latest 2025.6.0-developer 8.9.10-enterprise 25.11.0.114957 25.10.0.114319-community",
    intents: [["no filter", "", NATURAL, "lts-community", "tag-floating"]],
  },
  {
    image: "sonarqube",
    tags: "2025.6.0-enterprise 25.11.0.114957-community 10.7.0-community 9.9.8-community 25.10.0.114319-community",
    intents: [["one kind of tag", "-community$", NATURAL, "25.11.0.114957-community"]],
  },
  {
    image: "clickhouse",
    tags: "25.10.2.65 25.10 25.9.5.21 25.8 head latest 25.10.2.65-alpine 25.10-alpine 21.8.15.7 head-alpine",
    intents: [["newest release", "", SEMVER, "25.8", "tag-floating"]],
  },
  {
    image: "clickhouse",
    tags: "25.10.2.65 25.10 25.10.2 25.9.5.21 25.9.5 head latest",
    intents: [["newest release", "", SEMVER, "25.10.2", "tag-unordered"]],
  },
  {
    image: "prometheus",
    tags: "v3.8.0 v3.8.0-rc.1 v3.7.3 v2.53.5 latest main v3.8.0-distroless release-0.14 main-distroless 0.20.0",
    intents: [["no filter", "", NATURAL, "v3.8.0-rc.1", "tag-prerelease"]],
  },
  {
    image: "dotnet",
    tags: "10.0 10.0.0 10.0-noble 9.0.11 9.0 8.0 latest 10.0.0-preview.7 10.0.100-rc.2 10.0.0-noble-amd64 10.0-preview-alpine3.22",
    intents: [["any version", "^\\d", NATURAL, "10.0.100-rc.2", "tag-prerelease"]],
  },
  {
    image: "python",
    tags: "3.15.0a2-windowsservercore-ltsc2025 3.15-rc 3.15-rc-slim 3.14.0 3.14.0-slim-trixie 3.14 3.15.0a2 3.13.9 slim windowsservercore windowsservercore-ltsc2025 3.14.0-windowsservercore-ltsc2025 3.15.0a2-slim",
    intents: [["any version", "^\\d", NATURAL, "3.15.0a2-windowsservercore-ltsc2025", "tag-prerelease"]],
  },
  {
    image: "python",
    tags: "3.15-rc 3.14.0 3.14 3.13.9 3.15.0a2 3",
    intents: [["any version", "^\\d", NATURAL, "3.15.0a2", "tag-prerelease"]],
  },
  {
    image: "node",
    tags: "25.2.1 25.2.1-slim 25.2 25 lts krypton jod-alpine iron-slim 24.11.1 24-alpine3.22 current trixie slim 24.11.1-trixie 25.2.1-trixie-slim hydrogen-bullseye",
    intents: [["no filter", "", NATURAL, "trixie", "tag-floating"]],
  },
  {
    image: "eclipse-temurin",
    tags: "25.0.1_8-jdk 25.0.1_8-jre-ubi10-minimal 25-jdk 21.0.9_10-jdk 8u472-b08-jdk 11.0.29_7-jdk 21-jre 25.0.1_8-jdk-noble 25.0.1_8-jre-noble",
    intents: [["any version", "^\\d", NATURAL, "25.0.1_8-jre-ubi10-minimal", "tag-unordered"]],
  },
  {
    image: "commits",
    tags: "fa1b2c3 1a2b3c4 9f8e7d6 latest 1.2.3",
    intents: [["no filter", "", NATURAL, "latest", "tag-floating"]],
  },
  {
    image: "commits",
    tags: "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef 1.2.3 1.2.2",
    intents: [
      [
        "one kind of tag",
        "^[0-9a-f.]+$",
        NATURAL,
        "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
        "tag-unordered",
      ],
    ],
  },
  {
    image: "commits",
    tags: "fffffff 1.2.3 1.2.2",
    intents: [["no filter", "", NATURAL, "fffffff", "tag-unordered"]],
  },
  {
    image: "commits",
    tags: "1234567 1.2.3 1.2.2",
    intents: [["no filter", "", NATURAL, "1234567", "tag-jump"]],
  },
  {
    image: "commits",
    tags: "pr-123 pr-99 1.2.3 1.2.2 v1.0",
    intents: [["no filter", "", NATURAL, "v1.0", "tag-mixed"]],
  },
  {
    image: "commits",
    tags: "feature-x-1 1.2.3 1.2.2",
    intents: [["no filter", "", NATURAL, "feature-x-1", "tag-unordered"]],
  },
  {
    image: "commits",
    tags: "1.2.3-1a2b3c4 1.2.3-9f8e7d6 1.2.2-deadbee",
    intents: [["no filter", "", NATURAL, "1.2.3-9f8e7d6", "tag-unordered"]],
  },
];
